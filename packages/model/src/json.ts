const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARK = '\u0000long:';

const protectLong = (token: string): string => {
  if (token.startsWith('"') || !/^-?[1-9]\d{15,}$/.test(token)) return token;
  return Number.isSafeInteger(Number(token)) ? token : JSON.stringify(`${MARK}${token}`);
};

const reviveLong = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value;

/** Reads JSON; an integer beyond the safe range becomes a bigint, so that no digit is lost. Throws SyntaxError. */
export const parseJson = (text: string): unknown =>
  /\d{16}/.test(text) ? JSON.parse(text.replace(TOKENS, protectLong), reviveLong) : JSON.parse(text);

const exact = (value: unknown): string | undefined => {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value)) return JSON.stringify(String(value));
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

/** Writes JSON; a bigint as its digits, NaN and the infinities as text. */
export const stringifyJson = (value: unknown): string => {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError) || !error.message.includes('BigInt')) throw error;
  }
  // JSON.stringify writes NaN and the infinities as null without a word.
  if (text === undefined || text.includes('null')) return exact(value) ?? 'null';
  return text;
};
