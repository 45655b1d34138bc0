import { SelError } from '../errors.ts';
import type { RunState } from '../language/run-state.ts';
import { textOf } from '../values/text.ts';
import { AbsentValue, DoubleValue, isLong, type Long, typeLabel, type Value } from '../values/value.ts';
import { fixedText, generalText, scientificText } from './decimal-format.ts';

/** One `%...` of a format. */
interface Specifier {
  readonly text: string;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly conversion: string;
}

const SPECIFIER = /%([0-9]+\$|<)?([-#+ 0,(<]*)([0-9]+)?(?:\.([0-9]+))?([a-zA-Z%])/y;
const ALLOWED_FLAGS: ReadonlyMap<string, string> = new Map([
  ['s', '-'],
  ['b', '-'],
  ['h', '-'],
  ['c', '-'],
  ['%', '-0'],
  ['n', ''],
  ['d', '-+ 0,('],
  ['x', '-#0'],
  ['o', '-#0'],
  ['e', '-#+ 0('],
  ['f', '-#+ 0,('],
  ['g', '-+ 0,('],
]);
const UPPER = 'SBHCXEG';
/** `%b`, `%s` and the floating ones. */
const WITH_PRECISION = 'sbhefg';

function fail(reason: string): never {
  throw new SelError('ILLEGAL_ARGUMENT', `String.format: ${reason}`);
}

/** Java's formatter, en_US (spec 9.2); throws ILLEGAL_ARGUMENT. */
export function formatString(run: RunState, format: string, args: readonly Value[]): string {
  let result = '';
  let ordinary = 0;
  let last = -1;
  for (let at = 0; at < format.length; ) {
    if (format[at] !== '%') {
      const end = format.indexOf('%', at);
      result += format.slice(at, end < 0 ? undefined : end);
      at = end < 0 ? format.length : end;
      continue;
    }
    const { specifier, index, end } = readSpecifier(format, at);
    at = end;
    run.allocate(32 + 2 * ((specifier.width ?? 0) + (specifier.precision ?? 0)));
    if (specifier.conversion === 'n' || specifier.conversion === '%') {
      result += pad(specifier, specifier.conversion === 'n' ? '\n' : '%');
      continue;
    }
    if (index === undefined) last = ordinary++;
    else if (index !== '<') last = Number(index) - 1;
    const arg = args[last];
    if (arg === undefined) fail(`'${specifier.text}' has no argument`);
    const text = convert(specifier, arg);
    run.allocate(2 * text.length);
    result += text;
  }
  return result;
}

function readSpecifier(
  format: string,
  at: number,
): { specifier: Specifier; index: string | undefined; end: number } {
  SPECIFIER.lastIndex = at;
  const match = SPECIFIER.exec(format);
  if (match === null) return fail(`'${format.slice(at, at + 10)}' is not a conversion`);
  const [text, position, flagText = '', width, precision, letter = ''] = match;
  const isRelative = position === '<' || flagText.includes('<');
  const flags = flagText.replace('<', '');
  const conversion = UPPER.includes(letter) ? letter.toLowerCase() : letter;
  const specifier = {
    text,
    flags,
    width: bounded(text, width),
    precision: bounded(text, precision),
    conversion: letter,
  };
  checkSpecifier(specifier, conversion);
  return { specifier, index: isRelative ? '<' : position?.slice(0, -1), end: at + text.length };
}

function bounded(text: string, digits: string | undefined): number | undefined {
  if (digits === undefined) return undefined;
  const value = Number(digits);
  return value < 2 ** 31 ? value : fail(`'${text.slice(0, 30)}' is too wide`);
}

function checkSpecifier({ text, flags, width, precision }: Specifier, conversion: string): void {
  const allowed = ALLOWED_FLAGS.get(conversion) ?? fail(`'${text}' is not a known conversion`);
  for (const flag of flags)
    if (!allowed.includes(flag)) fail(`the flag '${flag}' is not possible in '${text}'`);
  if (new Set(flags).size !== flags.length) fail(`'${text}' has the same flag twice`);
  const isPadded = flags.includes('-') || flags.includes('0');
  if (isPadded && width === undefined) fail(`'${text}' needs a width`);
  if (flags.includes('-') && flags.includes('0')) fail(`'${text}' has the flags - and 0`);
  if (flags.includes('+') && flags.includes(' ')) fail(`'${text}' has the flags + and blank`);
  if (precision !== undefined && !WITH_PRECISION.includes(conversion))
    fail(`'${text}' cannot have a precision`);
  if (conversion === 'n' && width !== undefined) fail(`'${text}' cannot have a width`);
}

function convert(specifier: Specifier, arg: Value): string {
  const isUpper = UPPER.includes(specifier.conversion);
  const text = convertLower(
    specifier,
    isUpper ? specifier.conversion.toLowerCase() : specifier.conversion,
    arg,
  );
  return isUpper ? text.toUpperCase() : text;
}

function convertLower(specifier: Specifier, conversion: string, arg: Value): string {
  const isNothing = arg === null || arg instanceof AbsentValue;
  if (conversion === 'b') return pad(specifier, cut(specifier, String(isNothing ? false : arg !== false)));
  if (isNothing)
    return pad({ ...specifier, flags: specifier.flags.replace('0', '') }, cut(specifier, 'null'));
  switch (conversion) {
    case 's':
      return pad(specifier, cut(specifier, textOf(arg)));
    case 'h':
      return pad(specifier, cut(specifier, hashText(specifier, arg)));
    case 'c':
      return pad(specifier, character(specifier, arg));
    case 'd':
      return decimal(specifier, arg);
    case 'x':
    case 'o':
      return unsigned(specifier, conversion, arg);
    default:
      return floating(specifier, conversion, arg);
  }
}

function cut({ precision }: Specifier, text: string): string {
  return precision === undefined ? text : text.slice(0, precision);
}

function pad({ width = 0, flags }: Specifier, text: string): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width);
}

function wrong({ text }: Specifier, arg: Value): never {
  return fail(`'${text}' cannot take ${typeLabel(arg)}`);
}

function character(specifier: Specifier, arg: Value): string {
  if (!isLong(arg)) return wrong(specifier, arg);
  if (arg < 0 || arg > 0x10ffff) return fail(`${arg} is not a code point`);
  return String.fromCodePoint(Number(arg));
}

function decimal(specifier: Specifier, arg: Value): string {
  if (!isLong(arg)) return wrong(specifier, arg);
  return signed(specifier, arg < 0, String(arg).replace('-', ''));
}

/** Two's complement in 32 bits where the value fits them, else in 64. */
function unsigned(specifier: Specifier, conversion: 'x' | 'o', arg: Value): string {
  if (!isLong(arg)) return wrong(specifier, arg);
  const bits = arg >= -(2 ** 31) && arg < 2 ** 31 ? 32 : 64;
  const digits = BigInt.asUintN(bits, BigInt(arg satisfies Long)).toString(conversion === 'x' ? 16 : 8);
  const prefix = specifier.flags.includes('#') ? (conversion === 'x' ? '0x' : '0') : '';
  if (!specifier.flags.includes('0')) return pad(specifier, prefix + digits);
  return prefix + digits.padStart((specifier.width ?? 0) - prefix.length, '0');
}

function floating(specifier: Specifier, conversion: string, arg: Value): string {
  if (!(arg instanceof DoubleValue)) return wrong(specifier, arg);
  const { value } = arg;
  if (Number.isNaN(value)) return pad({ ...specifier, flags: specifier.flags.replace('0', '') }, 'NaN');
  const isNegative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) {
    return signed({ ...specifier, flags: specifier.flags.replace(/[0,]/g, '') }, isNegative, 'Infinity');
  }
  const places = specifier.precision ?? 6;
  let text =
    conversion === 'f'
      ? fixedText(size, places)
      : conversion === 'e'
        ? scientificText(size, places)
        : generalText(size, places);
  if (specifier.flags.includes('#') && places === 0)
    text = text.includes('e') ? text.replace('e', '.e') : `${text}.`;
  return signed(specifier, isNegative, text);
}

/** Adds grouping, sign and padding to the digits of a size. */
function signed(specifier: Specifier, isNegative: boolean, size: string): string {
  const { flags, width = 0 } = specifier;
  const [, whole = '', rest = ''] = /^([0-9]*)(.*)$/s.exec(size) ?? [];
  const grouped = flags.includes(',') ? whole.replace(/\B(?=(?:[0-9]{3})+$)/g, ',') : whole;
  const before = isNegative
    ? flags.includes('(')
      ? '('
      : '-'
    : flags.includes('+')
      ? '+'
      : flags.includes(' ')
        ? ' '
        : '';
  const after = isNegative && flags.includes('(') ? ')' : '';
  const zeros = flags.includes('0') ? width - before.length - after.length - grouped.length - rest.length : 0;
  return pad(specifier, before + '0'.repeat(Math.max(0, zeros)) + grouped + rest + after);
}

/** Java's hash code of the value, in hexadecimal. */
function hashText(specifier: Specifier, arg: Value): string {
  return BigInt.asUintN(32, BigInt(hashOf(specifier, arg))).toString(16);
}

function hashOf(specifier: Specifier, arg: Value): number {
  if (typeof arg === 'boolean') return arg ? 1231 : 1237;
  if (typeof arg === 'string') {
    let hash = 0;
    for (let i = 0; i < arg.length; i++) hash = (Math.imul(hash, 31) + arg.charCodeAt(i)) | 0;
    return hash;
  }
  if (isLong(arg)) {
    if (arg >= -(2 ** 31) && arg < 2 ** 31) return Number(arg);
    const bits = BigInt.asUintN(64, BigInt(arg));
    return Number(BigInt.asIntN(32, bits ^ (bits >> 32n)));
  }
  if (arg instanceof DoubleValue) {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, arg.value);
    return view.getInt32(0) ^ view.getInt32(4);
  }
  return wrong(specifier, arg);
}
