import { CcxError, type Account } from '@ccx/contracts';
import type { LinkItem, LinkPlan, Links } from '@ccx/profiles';

/**
 * The items that a person names; `null`: none.
 *
 * @throws {CcxError} `invalid_argument` for what is no item
 */
export async function itemsNamed(words: readonly string[]): Promise<readonly LinkItem[] | null> {
  const { LINK_ITEMS } = await import('@ccx/profiles');
  const items = words.flatMap((word) => LINK_ITEMS.find((item) => item === word) ?? []);
  const unknown = words.find((word) => !items.some((item) => item === word));
  if (unknown === undefined) return items.length === 0 ? null : items;
  throw new CcxError('invalid_argument', `"${unknown}" is nothing that can be linked.`, {
    hint: `It is one of ${LINK_ITEMS.join(', ')}; sessions are shared with --history.`,
  });
}

/** A plan for all that the agent of two accounts reads from its config dir. */
export async function planAll(links: Links, to: Account, from: Account): Promise<LinkPlan> {
  const { LINK_ITEMS } = await import('@ccx/profiles');
  const refusals: unknown[] = [];
  const plans = await Promise.all(
    LINK_ITEMS.map((item) =>
      links.plan(to, from, [item]).catch((error: unknown) => {
        // What an agent has not is refused by name; so are two accounts that can have nothing in common.
        if (!CcxError.is(error, 'invalid_argument')) throw error;
        refusals.push(error);
        return null;
      }),
    ),
  );
  const known = plans.filter((plan) => plan !== null);
  if (known.length === 0) throw refusals[0];
  return { to, from, links: known.flatMap((plan) => plan.links) };
}
