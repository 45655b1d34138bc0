import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarkerScanner, OUTPUT_END, OUTPUT_START } from './output-markers.ts';

function scan(chunks: readonly (string | Uint8Array)[], maxBytes = 1_000_000) {
  const scanner = new MarkerScanner(maxBytes);
  for (const chunk of chunks) scanner.push(Buffer.from(chunk as string));
  return scanner.result();
}

const [S, E] = [OUTPUT_START, OUTPUT_END];

describe('output markers', () => {
  it('enclose the text between the last start and the last end', () => {
    expect(scan([`${S}old${E} log ${S}new${E} more`])).toEqual({ text: 'new' });
    expect(scan([`${S}one ${S}two${E}`])).toEqual({ text: 'two' });
    expect(scan([`${S}two${E} and ${E} tail`])).toEqual({ text: `two${E} and ` });
  });

  it('enclose nothing when one is missing or they are the wrong way round', () => {
    for (const text of ['', 'log', `${S}open`, `${E}`, `${E}log${S}x`, `${S}old${E}${S}x`]) {
      expect(scan([text])).toBeUndefined();
    }
  });

  it('may enclose nothing at all, or lines', () => {
    expect(scan([`${S}${E}`])).toEqual({ text: '' });
    expect(scan([`${S}\n{\n}\n${E}`])).toEqual({ text: '\n{\n}\n' });
  });

  it('are found as a search of the whole text finds them, however the stream is cut', () => {
    const part = fc.constantFrom(S, E, S.slice(0, 9), 'é{}', 'log\n', E.slice(5), 'MAESTRO_OUTPUT_');
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 30 })),
        (parts, cuts) => {
          const whole = Buffer.from(parts.join(''));
          const chunks: Uint8Array[] = [];
          let from = 0;
          for (const cut of cuts) {
            chunks.push(whole.subarray(from, from + cut));
            from += cut;
          }
          chunks.push(whole.subarray(from));
          const text = whole.toString();
          const [start, end] = [text.lastIndexOf(S), text.lastIndexOf(E)];
          const expected =
            start >= 0 && end >= start ? { text: text.slice(start + S.length, end) } : undefined;
          expect(scan(chunks)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('report the size of a text that is over the limit, and forget it at the next start', () => {
    expect(scan([S, 'x'.repeat(60), 'y'.repeat(60), E], 100)).toEqual({ tooLong: 120 });
    expect(scan([S, 'x'.repeat(120), E, S, 'ok', E], 100)).toEqual({ text: 'ok' });
    expect(scan([S, 'x'.repeat(100), E], 100)).toEqual({ text: 'x'.repeat(100) });
  });
});
