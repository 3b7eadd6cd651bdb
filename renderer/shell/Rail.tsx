/** The workspaces. Those that are not built are absent, not dead. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Icon, type IconName } from '../controls/Icon.js';
import { useUi } from '../state/context.js';
import type { WorkspaceName } from '../state/ui.js';
import { useKeyOf } from './useKeyOf.js';

export function Rail(): ReactElement {
  return (
    <nav className="rail" aria-label={text('app.workspaces')}>
      <div className="rail__logo">
        <Logo />
      </div>
      <RailButton name="capture" icon="camera" />
      <span className="grow" />
      <RailButton name="settings" icon="settings" />
    </nav>
  );
}

function RailButton(props: {
  readonly name: WorkspaceName;
  readonly icon: IconName;
}): ReactElement {
  const { name } = props;
  const current = useUi((state) => state.workspace === name);
  const { go } = useUi((state) => state.actions);
  const keyOf = useKeyOf();
  const keys = keyOf(name === 'capture' ? 'goCapture' : 'goSettings');
  const label = text(`app.${name}`);
  return (
    <button
      type="button"
      className="rail__item"
      aria-current={current ? 'page' : undefined}
      title={keys === undefined ? label : `${label} (${keys})`}
      onClick={() => {
        go(name);
      }}
    >
      <Icon name={props.icon} />
      {label}
    </button>
  );
}

function Logo(): ReactElement {
  return (
    <svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.600"
      role="img"
      aria-label={text('app.name')}
    >
      <path d="M4 15.500c0-6 3-10.500 8-10.500s8 4.500 8 10.500" />
      <path d="M2 18.500h20" className="rail__line" />
      <path d="M9.500 9.300c.7 1.700 4.300 1.700 5 0" />
    </svg>
  );
}
