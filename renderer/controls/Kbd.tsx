/** Key caps. */
import type { ReactElement } from 'react';
import { showKey } from '../state/keys.js';

/** Hidden from screen readers: the control around it says its keys with aria-keyshortcuts. */
export function Keys(props: { readonly keys: string }): ReactElement {
  return <kbd aria-hidden="true">{showKey(props.keys)}</kbd>;
}

/** A key that is itself the content, as in the list of keys. */
export function Kbd(props: { readonly keys: string }): ReactElement {
  return <kbd>{showKey(props.keys)}</kbd>;
}
