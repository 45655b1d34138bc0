-- Runs: what the engine decides. Written by the executor's flush only, fenced by the generation of the run's group.

create table node (
  node_id         text   collate "C" primary key,
  heartbeat_time  bigint not null
);

-- A group of runs belongs to one node; every change of owner raises the generation.
create table run_group (
  group_id    integer primary key check (group_id >= 0),
  generation  bigint  not null check (generation > 0),
  node_id     text    collate "C" not null
);

create sequence run_key increment 1000;

-- One row per run of a workflow instance.
create table workflow_instance (
  -- Short stand-in for (workflow_id, instance_id, run_id) in the step rows and their index.
  run_key       bigint  primary key,
  workflow_id   text    collate "C" not null,
  instance_id   bigint  not null check (instance_id > 0),
  run_id        bigint  not null check (run_id > 0),
  uuid          uuid    not null,
  version_id    bigint  not null,
  group_id      integer not null,
  generation    bigint  not null,
  -- Grows with every commit of the run; the ids of its event stream.
  revision      bigint  not null,
  status        text    not null check (status in ('CREATED', 'IN_PROGRESS', 'PAUSED', 'TIMED_OUT', 'STOPPED', 'FAILED', 'SUCCEEDED')),
  create_time   bigint  not null,
  start_time    bigint,
  end_time      bigint,
  -- A run that the engine could not decide or save: why. It rests until somebody looks at it.
  parked        text,
  -- JSON that is only read whole: text is cheaper to write than json, and half the price of jsonb (decision 0005).
  instance      text    not null,
  state         text    not null,
  unique (workflow_id, instance_id, run_id),
  unique (uuid, workflow_id),
  check ((end_time is null) = (status in ('CREATED', 'IN_PROGRESS', 'PAUSED')))
);

create index workflow_instance_live on workflow_instance (group_id, run_key)
  where status in ('CREATED', 'IN_PROGRESS', 'PAUSED');

-- How many instances of a workflow failed: its overview, and the guard of STRICT_SEQUENTIAL.
create index workflow_instance_failed on workflow_instance (workflow_id)
  where status = 'FAILED';

-- One row per step attempt.
create table step_instance (
  run_key     bigint  not null,
  step_id     text    collate "C" not null,
  attempt_id  integer not null check (attempt_id > 0),
  ordinal     integer not null,
  revision    bigint  not null,
  status      text    not null,
  start_time  bigint,
  end_time    bigint,
  state       text    not null,
  primary key (run_key, step_id, attempt_id)
);

-- Messages to runs that another node owns: written by the sender's transaction, deleted by the one that applies them.
create table inbox (
  message_id   bigint  generated always as identity primary key,
  group_id     integer not null,
  run_key      bigint  not null,
  message      text    not null,
  create_time  bigint  not null
);

create index inbox_by_group on inbox (group_id, message_id);
