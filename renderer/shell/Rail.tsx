/** The workspaces. Those that are not built are absent, not dead. */
import { Fragment, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Icon } from '../controls/Icon.js';
import { useUi } from '../state/context.js';
import { useKeyOf } from './useKeyOf.js';
import { WORKSPACES, type Workspace } from './workspaces.js';

export function Rail(): ReactElement {
  return (
    <nav className="rail" aria-label={text('app.workspaces')}>
      <div className="rail__logo">
        <Logo />
      </div>
      {WORKSPACES.map((workspace) => (
        <Fragment key={workspace.name}>
          {workspace.name === 'settings' ? <span className="grow" /> : null}
          <RailButton workspace={workspace} />
        </Fragment>
      ))}
    </nav>
  );
}

function RailButton(props: { readonly workspace: Workspace }): ReactElement {
  const { name, icon, action } = props.workspace;
  const current = useUi((state) => state.workspace === name);
  const { go } = useUi((state) => state.actions);
  const keyOf = useKeyOf();
  const keys = keyOf(action);
  const label = text(props.workspace.label);
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
      <Icon name={icon} />
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
