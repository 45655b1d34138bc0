import { z } from 'zod';
import { caseless, isPlainObject, openObject } from './wire.ts';

/** Who a tag belongs to. */
export const TAG_NAMESPACES = [
  'SYSTEM',
  'RUNTIME',
  'JOB_TEMPLATE',
  'NOTEBOOK_TEMPLATE',
  'USER_DEFINED',
  'PLATFORM',
] as const;
export type TagNamespace = (typeof TAG_NAMESPACES)[number];

const fromName = (value: unknown): unknown => {
  if (typeof value === 'string') return { name: value };
  if (!isPlainObject(value) || !('permit' in value)) return value;
  const { permit: _readOnly, ...rest } = value;
  return rest;
};

/** A label with free attributes. */
export interface Tag {
  name: string;
  namespace?: TagNamespace | undefined;
  [attribute: string]: unknown;
}

/** A label; a bare string is short for its name, `permit` is read only and ignored on input. */
export const tagSchema: z.ZodType<Tag, Tag | string> = z
  .preprocess(fromName, openObject({ name: z.string(), namespace: caseless(TAG_NAMESPACES).optional() }))
  .meta({ id: 'Tag' }) as never;

/** Labels with distinct names. */
export type TagList = Tag[];

/** Labels; two of the same name are refused. */
export const tagListSchema: z.ZodType<TagList, (Tag | string)[]> = z
  .array(tagSchema)
  .superRefine((tags, context) => {
    const seen = new Set<string>();
    for (const [index, tag] of tags.entries()) {
      if (seen.has(tag.name)) {
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `is a duplicate: [${tag.name}]` });
      }
      seen.add(tag.name);
    }
  })
  .meta({ id: 'TagList' });
