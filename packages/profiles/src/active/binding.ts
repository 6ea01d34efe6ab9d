import { sep } from 'node:path';
import { naming } from './names.ts';
import { silent, type Rule } from './rule.ts';

/** The binding of the longest folder that contains the one that is worked in. */
export const binding: Rule = {
  rule: 'binding',
  where: 'bindings',
  async ask({ folder }, { book }) {
    const [nearest] = (await book.bindings())
      .filter((bound) => contains(bound.folder, folder))
      .toSorted((a, b) => b.folder.length - a.folder.length);
    if (nearest === undefined) return silent(book.path);
    const place = `the binding of ${nearest.folder} in ${book.path}`;
    const names = nearest.profiles.map((name) => ({ name, place }));
    return naming(nearest.folder, names, 'Bind the folder anew with ccx profile bind.', book);
  },
};

function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`);
}
