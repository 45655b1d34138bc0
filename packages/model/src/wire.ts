import { z } from 'zod';

/** Anything JSON can hold; integers beyond the safe range are bigints. */
export type JsonValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue };

/** A copy without the keys that are null: on the wire null and absent mean the same. */
const dropNulls = (value: unknown): unknown => {
  if (!isPlainObject(value) || !Object.values(value).includes(null)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
};

/** Whether a value is a JSON object. */
export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Strict<Shape extends z.ZodRawShape> = z.ZodObject<Shape, z.core.$strict>;
type Loose<Shape extends z.ZodRawShape> = z.ZodObject<Shape, z.core.$loose>;

/** An object of a request: unknown keys are refused, null fields count as absent. */
export const wireObject = <Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodType<z.output<Strict<Shape>>, z.input<Strict<Shape>>> =>
  z.preprocess(dropNulls, z.strictObject(shape)) as never;

/** An object of a request that keeps unknown keys beside the known ones; null fields count as absent. */
export const openObject = <Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodType<z.output<Loose<Shape>>, z.input<Loose<Shape>>> =>
  z.preprocess(dropNulls, z.looseObject(shape)) as never;

type Variant = z.ZodObject<{ type: z.ZodLiteral<string> } & z.ZodRawShape, z.core.$ZodObjectConfig>;

const upperType = (value: unknown): unknown => {
  const fields = dropNulls(value);
  return isPlainObject(fields) && typeof fields.type === 'string'
    ? { ...fields, type: fields.type.toUpperCase() }
    : fields;
};

/** One of several objects told apart by `type`, which is read in any case. */
export const byType = <const Variants extends readonly [Variant, ...Variant[]]>(
  variants: Variants,
): z.ZodType<z.output<Variants[number]>, z.input<Variants[number]>> =>
  z.preprocess(upperType, z.discriminatedUnion('type', variants as never)) as never;

/** One of `values`, in any case on input and canonical on output. */
export const caseless = <const Values extends readonly [string, ...string[]]>(
  values: Values,
): z.ZodType<Values[number], Values[number]> => {
  const canonical = new Map<string, string>(values.map((value) => [value.toUpperCase(), value]));
  return z.preprocess(
    (value) => (typeof value === 'string' ? (canonical.get(value.toUpperCase()) ?? value) : value),
    z.enum(values as unknown as [string, ...string[]]),
  ) as never;
};

/** A count of milliseconds since 1970-01-01T00:00Z. */
export const epochMillisSchema = z.int().describe('milliseconds since 1970-01-01T00:00Z');
