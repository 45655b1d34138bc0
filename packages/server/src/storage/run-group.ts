import type pg from 'pg';
import { transaction } from '../postgres/client.ts';
import type { GroupClaim } from './run-writer.ts';

/** Another live node owns groups of this database. */
export interface OwnedElsewhere {
  readonly node_id: string;
  readonly heartbeat_time: number;
}

export interface ClaimRequest {
  readonly nodeId: string;
  /** Groups 0 .. groupCount - 1 are claimed. */
  readonly groupCount: number;
  /** Epoch ms. */
  readonly now: number;
  /** A node whose heartbeat is older is dead. */
  readonly expiryMs: number;
  /** True when no other node can be alive, because this one holds the lock of an embedded database. */
  readonly isSole: boolean;
}

/**
 * Makes all groups this node's, each with a new generation, so that whoever owned them before can commit nothing more.
 * Answers the other node instead when one with a fresh heartbeat owns any of them.
 */
export async function claimGroups(
  pool: pg.Pool,
  request: ClaimRequest,
): Promise<readonly GroupClaim[] | OwnedElsewhere> {
  return transaction(pool, async (client) => {
    await client.query('lock table run_group in share row exclusive mode');
    const { rows: others } = await client.query<OwnedElsewhere>(
      `select n.node_id, n.heartbeat_time from node n
       where n.node_id <> $1 and n.heartbeat_time > $2
         and exists (select 1 from run_group g where g.node_id = n.node_id)
       order by n.heartbeat_time desc limit 1`,
      [request.nodeId, request.now - request.expiryMs],
    );
    if (others[0] && !request.isSole) return others[0];
    await client.query(
      `insert into node (node_id, heartbeat_time) values ($1, $2)
       on conflict (node_id) do update set heartbeat_time = excluded.heartbeat_time`,
      [request.nodeId, request.now],
    );
    // Groups beyond the configured count may hold runs of an earlier configuration: they are claimed as well.
    const { rows } = await client.query<GroupClaim>(
      `insert into run_group (group_id, generation, node_id)
       select group_id, 1, $1 from (
         select generate_series(0, $2::int - 1) union select group_id from run_group
       ) as wanted (group_id)
       on conflict (group_id) do update set generation = run_group.generation + 1, node_id = excluded.node_id
       returning group_id, generation`,
      [request.nodeId, request.groupCount],
    );
    return rows;
  });
}

/** Says that the node lives: one row, for all of its groups. False when the node's row is gone. */
export async function heartbeat(pool: pg.Pool, nodeId: string, now: number): Promise<boolean> {
  const { rowCount } = await pool.query('update node set heartbeat_time = $2 where node_id = $1', [
    nodeId,
    now,
  ]);
  return rowCount === 1;
}

/** Which of these claims still hold. */
export async function listHeldGroups(pool: pg.Pool, claims: readonly GroupClaim[]): Promise<number[]> {
  const { rows } = await pool.query<{ group_id: number }>(
    `select g.group_id from run_group g
     join unnest($1::int[], $2::bigint[]) as c (group_id, generation) using (group_id, generation)`,
    [claims.map((claim) => claim.group_id), claims.map((claim) => claim.generation)],
  );
  return rows.map((row) => row.group_id);
}

/** Lets another node claim at once: the heartbeat is set to the epoch. */
export async function resign(pool: pg.Pool, nodeId: string): Promise<void> {
  await pool.query('update node set heartbeat_time = 0 where node_id = $1', [nodeId]);
}
