/** How reviewers work together: their roles, and which decisions need two of them. */
import { z } from 'zod';
import { closingDecisionSchema, reasonSchema } from '#src/core/reasons.ts';
import type { FourEyesRule } from '#src/core/review/proposals.ts';
import { jsonSetting } from './setting-types.ts';

/** What somebody may do in the console and with a key of the scope `reviews`. */
export const roleSchema = z.enum(['reviewer', 'senior', 'auditor', 'supervisor']);
/** A role. */
export type Role = z.infer<typeof roleSchema>;

/** The roles by name: an e-mail address, `*@domain`, or `key:<name of an API key>`. */
export type Roles = Readonly<Record<string, readonly Role[]>>;

const ROLE_NAME = /^(key:[\x21-\x7e]{1,200}|\*@[a-z0-9.-]{1,200}|[\x21-\x7e]{1,200})$/;

/** The schema of `ROLES`: a JSON object from a name to a list of roles. E-mail addresses are compared in lower case. */
export const rolesSetting = z.lazy(() =>
  jsonSetting.pipe(
    z.record(z.string(), z.array(roleSchema).min(1)).transform((given, context): Roles => {
      const names = Object.keys(given).map(nameOf);
      if (names.every((name) => ROLE_NAME.test(name)) && new Set(names).size === names.length)
        return Object.fromEntries(Object.entries(given).map(([name, roles]) => [nameOf(name), roles]));
      const message = 'must name each e-mail address, *@domain or key:<name> once, in upper or lower case';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }),
  ),
);

function nameOf(name: string): string {
  return name.startsWith('key:') ? name : name.toLowerCase();
}

/** The schema of `FOUR_EYES`: decisions by comma, each alone or with a reason (`approve:possible_duplicate`). */
export const fourEyesSetting = z.lazy(() =>
  z.string().transform((text, context): readonly FourEyesRule[] => {
    const rules = text.split(',').map((part) => {
      const [decision, reason = null, ...more] = part.trim().split(':');
      const rule = ruleSchema.safeParse({ decision, reason });
      return more.length === 0 && rule.success ? rule.data : null;
    });
    if (rules.every((rule) => rule !== null)) return rules;
    context.addIssue({
      code: 'custom',
      message: 'must be decisions by comma, such as approve:possible_duplicate',
    });
    return z.NEVER;
  }),
);
const ruleSchema = z.object({ decision: closingDecisionSchema, reason: reasonSchema.nullable() });

/** What an actor may do about cases. */
export type Rights = {
  /** Claims, decides, adds notes. */
  readonly mayDecide: boolean;
  /** Decides in the senior queue. */
  readonly isSenior: boolean;
  /** Sees figures about reviewers. */
  readonly isSupervisor: boolean;
  /** Reads cases: any role at all. */
  readonly mayRead: boolean;
};

/** If `ROLES` is unset. Supervisors and auditors must be named. */
const WITHOUT_ROLES: readonly Role[] = ['reviewer', 'senior'];

/**
 * Returns what an actor may do.
 * @param name who it is: an e-mail address or `key:<name>`, see `publicNameOf`
 */
export function rightsOf(roles: Roles | undefined, name: string): Rights {
  const has = new Set(roles === undefined ? WITHOUT_ROLES : rolesNamed(roles, name));
  return {
    mayDecide: has.has('reviewer') || has.has('senior'),
    isSenior: has.has('senior'),
    isSupervisor: has.has('supervisor'),
    mayRead: has.size > 0,
  };
}

function rolesNamed(roles: Roles, name: string): readonly Role[] {
  const own = Object.hasOwn(roles, name) ? (roles[name] ?? []) : [];
  const domain =
    name.startsWith('key:') || !name.includes('@') ? undefined : name.slice(name.lastIndexOf('@') + 1);
  const everyone = domain !== undefined && Object.hasOwn(roles, `*@${domain}`) ? roles[`*@${domain}`] : [];
  return [...own, ...(everyone ?? [])];
}

/** Returns the name under which the API shows an actor of the log: an e-mail address or id, or `key:<name>`. */
export function publicNameOf(actor: string): string {
  if (actor.startsWith('api_key:')) return `key:${actor.slice('api_key:'.length)}`;
  return actor.startsWith('reviewer:') ? actor.slice('reviewer:'.length) : actor;
}
