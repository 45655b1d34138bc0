import type { InternalMode, ParamMode, ParamSource } from '@rondo/model';

const STRICTNESS: Readonly<Record<ParamMode, number>> = {
  MUTABLE: 0,
  MUTABLE_ON_START_RESTART: 1,
  MUTABLE_ON_START: 2,
  IMMUTABLE: 3,
  CONSTANT: 4,
};

/** Whether `mode` lets fewer stages change a param than `other`; an unset mode is MUTABLE. */
export function isStricter(mode: ParamMode | undefined, other: ParamMode | undefined): boolean {
  return STRICTNESS[mode ?? 'MUTABLE'] > STRICTNESS[other ?? 'MUTABLE'];
}

/** The stricter of two modes. */
export function stricter(mode: ParamMode | undefined, other: ParamMode | undefined): ParamMode | undefined {
  return isStricter(mode, other) ? mode : other;
}

/** The mode that an internal mode stands for (15.6). */
export const MODE_OF_INTERNAL: Readonly<Record<InternalMode, ParamMode>> = {
  REQUIRED: 'MUTABLE',
  OPTIONAL: 'MUTABLE',
  PROVIDED: 'MUTABLE',
  RESERVED: 'CONSTANT',
};

const ON_OUTPUT: ReadonlySet<ParamMode> = new Set(['MUTABLE']);
const ON_RESTART: ReadonlySet<ParamMode> = new Set(['MUTABLE', 'MUTABLE_ON_START_RESTART']);
const ON_START: ReadonlySet<ParamMode> = new Set(['MUTABLE', 'MUTABLE_ON_START_RESTART', 'MUTABLE_ON_START']);

/** The stages that may change every param. */
const SYSTEM_SOURCES: ReadonlySet<ParamSource> = new Set([
  'SYSTEM',
  'TEMPLATE_SCHEMA',
  'SYSTEM_INJECTED',
  'SYSTEM_DEFAULT',
]);

/** Whether a source is a stage of the system itself. */
export function isSystemSource(source: ParamSource): boolean {
  return SYSTEM_SOURCES.has(source);
}

/** The modes a param must have for `source` to change it (table 15.4). */
export function changeableModes(source: ParamSource, isRestart: boolean): ReadonlySet<ParamMode> {
  if (source === 'OUTPUT_PARAMETER') return ON_OUTPUT;
  return isRestart || source === 'RESTART' ? ON_RESTART : ON_START;
}
