/** Settings. */
import type { ReactElement } from 'react';
export function SettingsWorkspace(): ReactElement {
  return <div />;
}
