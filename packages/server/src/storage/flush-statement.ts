/** A table that a flush writes to; each is a part of the statement, left out when there is nothing for it. */
export type FlushPart = 'created' | 'changed' | 'saved';

interface PartText {
  /** Element types of its parameters, all of which are arrays. */
  readonly types: readonly string[];
  /** The part, given its parameters as `$n::type[], ...`. */
  text(arrays: string): string;
}

const PARTS: Readonly<Record<FlushPart, PartText>> = {
  created: {
    types: [
      ...['bigint', 'text', 'bigint', 'bigint', 'uuid', 'bigint', 'int', 'bigint', 'bigint', 'text'],
      ...['bigint', 'bigint', 'bigint', 'text', 'text'],
    ],
    text: (arrays) => `
      insert into workflow_instance (run_key, workflow_id, instance_id, run_id, uuid, version_id, group_id, generation,
        revision, status, create_time, start_time, end_time, instance, state)
      select c.* from fence, unnest(${arrays}) as c
      on conflict (run_key) do update
        set generation = excluded.generation, revision = excluded.revision, status = excluded.status,
          start_time = excluded.start_time, end_time = excluded.end_time, state = excluded.state
        where workflow_instance.end_time is null and workflow_instance.revision < excluded.revision`,
  },
  changed: {
    types: ['bigint', 'bigint', 'bigint', 'text', 'bigint', 'bigint', 'text'],
    text: (arrays) => `
      update workflow_instance w
      set generation = c.generation, revision = c.revision, status = c.status, start_time = c.start_time,
        end_time = c.end_time, state = c.state
      from fence, unnest(${arrays})
        as c (run_key, generation, revision, status, start_time, end_time, state)
      where w.run_key = c.run_key and w.end_time is null and w.revision < c.revision`,
  },
  saved: {
    types: ['bigint', 'text', 'int', 'int', 'bigint', 'text', 'bigint', 'bigint', 'text'],
    text: (arrays) => `
      insert into step_instance (run_key, step_id, attempt_id, ordinal, revision, status, start_time, end_time, state)
      select s.* from fence, unnest(${arrays}) as s
      on conflict (run_key, step_id, attempt_id) do update
        set revision = excluded.revision, status = excluded.status, start_time = excluded.start_time,
          end_time = excluded.end_time, state = excluded.state
        where step_instance.end_time is null and step_instance.revision < excluded.revision`,
  },
};

/** Divides by zero unless all of the claimed groups still have their generation: that undoes the whole statement. */
const FENCE = `
  with fence as materialized (
    select 1 / (case when count(*) = cardinality($1::int[]) then 1 else 0 end) as owned
    from (
      select g.group_id
      from run_group g
      join unnest($1::int[], $2::bigint[]) as claim (group_id, generation)
        on g.group_id = claim.group_id and g.generation = claim.generation
      for share of g
    ) held
  )`;

const texts = new Map<string, string>();

/**
 * The statement that writes these parts behind the fence, and the name to prepare it under. Its parameters are the
 * groups, their generations, then the columns of each part in order.
 */
export function flushStatement(parts: readonly FlushPart[]): {
  readonly name: string;
  readonly text: string;
} {
  const name = ['flush', ...parts].join('_');
  let text = texts.get(name);
  if (text === undefined) {
    let used = 2;
    const ctes = parts.map((part) => {
      const arrays = PARTS[part].types.map((type, index) => `$${used + index + 1}::${type}[]`);
      used += arrays.length;
      return `, ${part} as (${PARTS[part].text(arrays.join(', '))})`;
    });
    text = `${FENCE}${ctes.join('')} select owned from fence`;
    texts.set(name, text);
  }
  return { name, text };
}
