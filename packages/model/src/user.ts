import { z } from 'zod';
import { shown } from './param/literal.ts';
import { openObject } from './wire.ts';

/** A name, or an object with a name and whatever else is known. */
export type User = string | { name: string; [extra: string]: unknown };

/** A person or system account, as a name or an object with a name; written back in the form it was read. */
export const userSchema: z.ZodType<User, User> = z
  .union([z.string(), openObject({ name: z.string() })], {
    error: (issue) => `must be a name or an object with a name, not ${shown(issue.input)}`,
  })
  .meta({ id: 'User' });

/** The user's name, whichever form it has. */
export const userName = (user: User): string => (typeof user === 'string' ? user : user.name);
