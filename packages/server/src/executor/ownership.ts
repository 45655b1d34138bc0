import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Pool } from '../postgres/client.ts';
import { claimGroups, heartbeat, listHeldGroups, resign } from '../storage/run-group.ts';
import type { GroupClaim } from '../storage/run-writer.ts';

export interface OwnershipOptions {
  readonly pool: Pool;
  readonly log: Logger;
  readonly nodeId: string;
  readonly groupCount: number;
  readonly heartbeatMs: number;
  readonly leaseMs: number;
  /** True when no other server can use the database. */
  readonly isSole: boolean;
}

/** The groups of runs that this node owns, and its sign of life. */
export class Ownership {
  readonly #options: OwnershipOptions;
  #claims = new Map<number, GroupClaim>();
  #beat: NodeJS.Timeout | undefined;
  #isLost = false;

  constructor(options: OwnershipOptions) {
    this.#options = options;
  }

  /** Waits until no other live node owns the groups, then owns them all. */
  async start(): Promise<void> {
    const { pool, log, nodeId, groupCount, leaseMs, isSole, heartbeatMs } = this.#options;
    for (;;) {
      const answer = await claimGroups(pool, {
        nodeId,
        groupCount,
        now: Date.now(),
        expiryMs: leaseMs,
        isSole,
      });
      if (Array.isArray(answer)) {
        this.#claims = new Map(answer.map((claim: GroupClaim) => [claim.group_id, claim]));
        break;
      }
      log.info(
        { owner: answer },
        'another server owns the runs of this database; waiting for its lease to end',
      );
      await delay(heartbeatMs);
    }
    this.#beat = setInterval(() => {
      heartbeat(pool, nodeId, Date.now()).catch((error) => log.warn({ err: error }, 'the heartbeat failed'));
    }, heartbeatMs);
    this.#beat.unref();
  }

  get groups(): number[] {
    return [...this.#claims.keys()];
  }

  /** Throws when the group is not, or no longer, this node's. */
  claim(groupId: number): GroupClaim {
    const claim = this.#claims.get(groupId);
    if (!claim) throw new Error(`group ${groupId} is not owned by this node`);
    if (this.#isLost) throw new Error(`another server has taken over group ${groupId}`);
    return claim;
  }

  /** Asks the database which groups another node has taken. A node takes all or none, so that this one has to end. */
  async listLost(): Promise<number[]> {
    const held = new Set(await listHeldGroups(this.#options.pool, [...this.#claims.values()]));
    const lost = this.groups.filter((group) => !held.has(group));
    this.#isLost ||= lost.length > 0;
    return lost;
  }

  /** A commit that only the owner of the groups can make. */
  async prove(): Promise<void> {
    const { pool, nodeId } = this.#options;
    if (!(await heartbeat(pool, nodeId, Date.now()))) throw new Error('the row of this node is gone');
    if ((await this.listLost()).length > 0) throw new Error('another server owns the runs by now');
  }

  /** Lets another server take over at once; when the database does not answer, it can when the lease is over. */
  async stop(): Promise<void> {
    clearInterval(this.#beat);
    const { pool, nodeId, log } = this.#options;
    await resign(pool, nodeId).catch((error) => log.warn({ err: error }, 'the lease was not given back'));
  }
}
