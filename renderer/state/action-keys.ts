/** What a row of a workspace's key table holds; renderer/state/keys.ts joins the tables. */

/** Where a key works: in one workspace, or everywhere. */
export type KeyScope =
  'studio' | 'capture' | 'annotate' | 'dataset' | 'train' | 'inspect' | 'settings';

export interface ActionKeys {
  readonly name: string;
  readonly scope: KeyScope;
  /** Heading in F1 and Settings: `keys.group.GROUP` in the catalogue. */
  readonly group: string;
  readonly keys: readonly string[];
}
