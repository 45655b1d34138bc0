/** The marker protocol: a job reports output data by printing it between two tokens. */

/** The token before the output data; jobs find it in `$MAESTRO_OUTPUT_START`. */
export const OUTPUT_START = 'MAESTRO_OUTPUT_START_TOKEN';
/** The token after the output data; jobs find it in `$MAESTRO_OUTPUT_END`. */
export const OUTPUT_END = 'MAESTRO_OUTPUT_END_TOKEN';

const START = Buffer.from(OUTPUT_START);
const END = Buffer.from(OUTPUT_END);
const CARRIED = Math.max(START.length, END.length) - 1;

/** What stood between the markers, or that it was more than the limit. */
export type MarkedText = { readonly text: string } | { readonly tooLong: number };

/**
 * Finds the text between the last start token and the last end token of a stream, keeping at most `maxBytes` of it.
 * There is none when the end token is missing or comes before the last start token.
 */
export class MarkerScanner {
  readonly #maxBytes: number;
  #carry: Buffer = Buffer.alloc(0);
  #isInside = false;
  #kept: Buffer[] = [];
  #length = 0;
  #end: number | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Uint8Array): void {
    const data = Buffer.concat([this.#carry, chunk]);
    let from = 0;
    for (let next = firstToken(data, from); next; next = firstToken(data, from)) {
      this.#keep(data.subarray(from, next.index));
      if (next.token === START) {
        this.#isInside = true;
        this.#kept = [];
        this.#length = 0;
        this.#end = undefined;
      } else if (this.#isInside) {
        this.#end = this.#length;
        this.#keep(END);
      }
      from = next.index + next.token.length;
    }
    const carryFrom = Math.max(from, data.length - CARRIED);
    this.#keep(data.subarray(from, carryFrom));
    this.#carry = data.subarray(carryFrom);
  }

  result(): MarkedText | undefined {
    if (this.#end === undefined) return undefined;
    if (this.#end > this.#maxBytes) return { tooLong: this.#end };
    return { text: Buffer.concat(this.#kept).subarray(0, this.#end).toString('utf8') };
  }

  #keep(bytes: Buffer): void {
    if (!this.#isInside || bytes.length === 0) return;
    if (this.#length < this.#maxBytes)
      this.#kept.push(Buffer.from(bytes.subarray(0, this.#maxBytes - this.#length)));
    this.#length += bytes.length;
  }
}

function firstToken(data: Buffer, from: number): { index: number; token: Buffer } | undefined {
  const start = data.indexOf(START, from);
  const end = data.indexOf(END, from);
  if (start === -1 && end === -1) return undefined;
  return end === -1 || (start !== -1 && start < end)
    ? { index: start, token: START }
    : { index: end, token: END };
}
