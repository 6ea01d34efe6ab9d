import { printableLine } from '../render/printable.ts';
import type { ItemPermission } from './item-permission.ts';

/** What a permission means for work that nobody watches. */
export function permissionWords({ level, liftedBy, allowed, unless }: ItemPermission, allowDenied: boolean): string {
  const tools = allowed.map((tool) => ` and ${tool}`).join('');
  const other = unless.length === 0 ? '' : `, unless ${unless.join(' or ')} says otherwise`;
  const by = liftedBy === null ? other : `, by ${liftedBy}`;
  const meaning = meaningOf(level, tools === '' ? 'what' : 'what else', allowDenied);
  return printableLine(`${level}${tools}${by}${meaning}`);
}

function meaningOf(level: string, what: string, allowDenied: boolean): string {
  const denied = allowDenied ? 'is denied, and it may be done all the same' : 'is denied, and it then needs you';
  switch (level) {
    case 'safe':
      return `: ${what} its agent would ask you for ${denied}`;
    case 'edit':
      return `: it may change files; what else its agent would ask you for ${denied}`;
    case 'full':
      return ': it may do anything, and nobody is asked';
    default:
      return '';
  }
}
