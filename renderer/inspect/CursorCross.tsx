/** Where the shared cursor is, in every view of the same part. */
import { useSyncExternalStore, type ReactElement } from 'react';
import type { SharedCursor } from '../canvas/cursor.js';

export function CursorCross(props: {
  readonly cursor: SharedCursor;
  readonly picture: { readonly width: number; readonly height: number };
}): ReactElement | null {
  const { cursor, picture } = props;
  const at = useSyncExternalStore(cursor.subscribe, cursor.get);
  if (!at) return null;
  return (
    <span
      className="heat__cross"
      aria-hidden="true"
      style={{
        left: `${(((at.u + 0.5) / picture.width) * 100).toString()}%`,
        top: `${(((at.v + 0.5) / picture.height) * 100).toString()}%`,
      }}
    />
  );
}
