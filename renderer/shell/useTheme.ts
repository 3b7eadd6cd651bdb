/** Puts the chosen theme on the root element; "system" follows the platform while it changes. */
import { useEffect } from 'react';
import type { Preferences } from '../../core/contract/schema/capture.js';

export function useTheme(theme: Preferences['theme']): void {
  useEffect(() => {
    const light = window.matchMedia('(prefers-color-scheme: light)');
    const apply = (): void => {
      document.documentElement.dataset['theme'] =
        theme === 'system' ? (light.matches ? 'light' : 'dark') : theme;
    };
    apply();
    light.addEventListener('change', apply);
    return () => {
      light.removeEventListener('change', apply);
    };
  }, [theme]);
}
