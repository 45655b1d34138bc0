import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, type RondoError } from '../error.ts';

const codes = Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]];

/** The body of every answer that is not a success. */
export const errorBodySchema = z
  .object({ status: z.enum(codes), message: z.string(), errors: z.array(z.string()).optional() })
  .meta({ id: 'Details' });
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** The body that tells a caller about the error. */
export const errorBodyOf = (error: RondoError): ErrorBody => ({
  status: error.code,
  message: error.message,
  ...(error.errors === undefined ? {} : { errors: error.errors }),
});
