/** What a permission means for work that nobody watches. */
export function permissionWords(permission: string, allowDenied: boolean): string {
  const denied = allowDenied ? 'is denied, and it may be done all the same' : 'is denied, and it then needs you';
  switch (permission) {
    case 'safe':
      return `safe: what its agent would ask you for ${denied}`;
    case 'edit':
      return `edit: it may change files; what else its agent would ask you for ${denied}`;
    case 'full':
      return 'full: it may do anything, and nobody is asked';
    default:
      return permission;
  }
}
