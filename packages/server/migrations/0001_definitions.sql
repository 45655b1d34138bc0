-- Workflow definitions: what users push. Written by the API, one transaction a request.

create sequence workflow_internal_id start 10000;

create table workflow (
  workflow_id        text collate "C" primary key,
  internal_id        bigint  not null unique default nextval('workflow_internal_id'),
  -- Display name of the latest version, for the list of workflows.
  name               text,
  -- 0: no active version
  active_version_id  bigint  not null default 0,
  latest_version_id  bigint  not null check (latest_version_id > 0),
  activate_time      bigint,
  activated_by       json,
  properties         json    not null,
  modify_time        bigint  not null,
  check (active_version_id between 0 and latest_version_id)
);

create table workflow_version (
  workflow_id  text   collate "C" not null references workflow on delete cascade,
  version_id   bigint not null check (version_id > 0),
  metadata     json   not null,
  definition   json   not null,
  create_time  bigint not null,
  primary key (workflow_id, version_id)
);

create table workflow_properties (
  workflow_id  text   collate "C" not null references workflow on delete cascade,
  create_time  bigint not null,
  author       json   not null,
  changes      json   not null,
  snapshot     json   not null,
  primary key (workflow_id, create_time)
);

create table workflow_timeline (
  event_id     bigint generated always as identity primary key,
  workflow_id  text   collate "C" not null references workflow on delete cascade,
  author       json   not null,
  log          text   not null,
  create_time  bigint not null
);

create index workflow_timeline_by_workflow on workflow_timeline (workflow_id, event_id desc);
