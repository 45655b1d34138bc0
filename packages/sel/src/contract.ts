/** Types that cross the border of this package. */
export type SelType =
  | 'STRING'
  | 'LONG'
  | 'DOUBLE'
  | 'BOOLEAN'
  | 'STRING_ARRAY'
  | 'LONG_ARRAY'
  | 'DOUBLE_ARRAY'
  | 'BOOLEAN_ARRAY'
  | 'MAP'
  | 'NULL';

/** Plain typed data. LONG is a bigint, DOUBLE a number, arrays hold bare values, MAP is a Map in insertion order. */
export type SelData =
  | { readonly type: 'STRING'; readonly value: string | null }
  | { readonly type: 'LONG'; readonly value: bigint }
  | { readonly type: 'DOUBLE'; readonly value: number }
  | { readonly type: 'BOOLEAN'; readonly value: boolean }
  | { readonly type: 'STRING_ARRAY'; readonly value: readonly (string | null)[] }
  | { readonly type: 'LONG_ARRAY'; readonly value: readonly bigint[] }
  | { readonly type: 'DOUBLE_ARRAY'; readonly value: readonly number[] }
  | { readonly type: 'BOOLEAN_ARRAY'; readonly value: readonly boolean[] }
  | { readonly type: 'MAP'; readonly value: ReadonlyMap<string, SelData> }
  | { readonly type: 'NULL'; readonly value: null };

/** Result types that exist only inside the language; `value` is their text form. */
export type SelLibraryType =
  | 'DATETIME'
  | 'DATETIME_ZONE'
  | 'DATETIME_FORMATTER'
  | 'DATETIME_PROPERTY'
  | 'DATETIME_DAYS'
  | 'UUID'
  | 'PRESET_PARAMS'
  | 'PRESET_UTIL'
  | 'PRESET_MATH'
  | 'PRESET_SYSTEM';

/** What a raw program yields: data (a MAP may hold library values), a library value, nothing, or a thrown message. */
export type SelResult =
  | Exclude<SelData, { type: 'MAP' }>
  | { readonly type: 'MAP'; readonly value: ReadonlyMap<string, SelResult> | null }
  | { readonly type: SelLibraryType; readonly value: string | null }
  | { readonly type: 'VOID'; readonly value: null }
  | { readonly type: 'ERROR'; readonly value: string };

/** Inputs by name, asked for only when the program reads them; never modified or kept. */
export interface SelInputs {
  get(name: string): SelData | undefined;
  /** Defaults to asking `get`. */
  has?(name: string): boolean;
}

/** The only sources of time and chance. */
export interface SelEnvironment {
  /** Epoch milliseconds. */
  readonly now: number;
  /** In [0,1). */
  random(): number;
  randomUuid(): string;
  /** IANA id or UTC, the default. */
  readonly defaultZone?: string;
}

/** Functions the host offers to programs (spec 11, 9.10). */
export interface SelHost {
  /** `params.name(args)`; a SelError passes as it is, any other error becomes one with code INTERNAL. */
  call?(name: string, args: readonly string[]): SelData;
  /** `Util.name(args)`; these win over the built-in ones. */
  readonly functions?: Readonly<Record<string, (args: readonly SelData[]) => SelData>>;
}
