/**
 * How the embedded server is tuned: for one person's machine, durable, reachable from nowhere else. Given on its command
 * line at each start, so a new version of Rondo brings its own.
 */
export const EMBEDDED_SETTINGS: Readonly<Record<string, string>> = {
  // Loopback with a SCRAM password. A socket's path may have 107 bytes, and a home is often longer.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // The bundled OpenSSL is 1.1 and loopback needs none.
  ssl: 'off',
  max_connections: '50',
  shared_buffers: '128MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  // An acknowledged commit survives a crash of the machine. Group commit gives the speed instead (decision 0003).
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Nothing replicates from an embedded server, so the log carries only what recovery needs.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',
  // Fewer checkpoints write fewer full pages; recovery after a crash stays in the range of seconds.
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  // Inbox, timers and live rows are small and change all the time: clean up early.
  autovacuum_naptime: '20s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_vacuum_cost_delay: '1ms',
  // All statements are short; planning them for a compiler or for several workers costs more than it gives.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] %a ',
  // Statements carry users' parameters; those don't belong in a log.
  log_parameter_max_length_on_error: '0',
  cluster_name: 'rondo',
};

/** The settings as arguments for `postgres`. */
export function settingArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
