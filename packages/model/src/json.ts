const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const NUL = '\u0000';
const LONG_RUN = /\d{16}/;

/** A long integer becomes text that begins with NUL; text that does so itself gets a second one. */
const protectLong = (token: string, offset: number, whole: string): string => {
  if (token.startsWith('"\\u0000')) {
    const isKey = /^\s*:/.test(whole.slice(offset + token.length, offset + token.length + 100));
    return isKey ? token : `"\\u0000${token.slice(1)}`;
  }
  if (token.startsWith('"') || !/^-?[1-9]\d{15,}$/.test(token)) return token;
  return Number.isSafeInteger(Number(token)) ? token : JSON.stringify(`${NUL}${token}`);
};

const reviveLong = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'string' || !value.startsWith(NUL)) return value;
  return value[1] === NUL ? value.slice(1) : BigInt(value.slice(1));
};

/** Reads JSON; an integer beyond the safe range becomes a bigint, so that no digit is lost. Throws SyntaxError. */
export const parseJson = (text: string): unknown =>
  LONG_RUN.test(text) ? JSON.parse(text.replace(TOKENS, protectLong), reviveLong) : JSON.parse(text);

/** A double beyond the safe integers keeps a fraction or exponent, so that it does not read as a long integer. */
const exactNumber = (value: number): string => {
  if (!Number.isFinite(value)) return JSON.stringify(String(value));
  const text = JSON.stringify(value);
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(text) ? `${text}.0` : text;
};

const exact = (value: unknown): string | undefined => {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return exactNumber(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((element) => exact(element) ?? 'null').join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return JSON.stringify(value);
  const fields = [];
  for (const [key, field] of Object.entries(value)) {
    const text = exact(field);
    if (text !== undefined) fields.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${fields.join(',')}}`;
};

/** Writes JSON; a bigint as its digits, NaN and the infinities as text, a large double so that `parseJson` reads a number. */
export const stringifyJson = (value: unknown): string => {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError) || !error.message.includes('BigInt')) throw error;
  }
  // JSON.stringify writes NaN and the infinities as null without a word.
  if (text === undefined || text.includes('null') || LONG_RUN.test(text)) return exact(value) ?? 'null';
  return text;
};
