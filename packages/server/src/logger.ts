import { type DestinationStream, type Logger, pino } from 'pino';

/** Structured logs, one JSON object a line, to standard error unless told otherwise. Secrets are never logged. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      name: 'rondo',
      level,
      redact: {
        paths: [
          'password',
          '*.password',
          'url',
          '*.url',
          'headers.authorization',
          'req.headers.authorization',
        ],
        censor: '[redacted]',
      },
    },
    destination ?? pino.destination({ dest: 2, sync: false, minLength: 0 }),
  );
}
