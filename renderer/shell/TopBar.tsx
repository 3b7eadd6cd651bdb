/** Project, search, theme, help and operator. */
import { useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { Icon } from '../controls/Icon.js';
import { Keys } from '../controls/Kbd.js';
import { Popover } from '../controls/Popover.js';
import { TextField } from '../controls/Field.js';
import { runAction, setPreferences } from '../state/commands.js';
import { useProject, usePrefs, useStudio } from '../state/context.js';
import { count } from '../state/format.js';
import { ProjectMenu } from './ProjectMenu.js';
import { useKeyOf } from './useKeyOf.js';

export function TopBar(): ReactElement {
  const studio = useStudio();
  const theme = usePrefs((state) => state.value.theme);
  const keyOf = useKeyOf();
  return (
    <header className="topbar">
      <ProjectMenu />
      <SampleCount />
      <span className="grow" />
      <button
        type="button"
        className="search"
        aria-keyshortcuts="Control+K"
        onClick={() => {
          runAction(studio, 'palette');
        }}
      >
        <Icon name="search" size={16} />
        <span className="cut">{text('palette.open')}</span>
        <span className="grow" />
        <Keys keys={keyOf('palette') ?? ''} />
      </button>
      <span className="grow" />
      <IconButton
        label={text('app.theme', { theme: text(`app.theme.${theme}`) })}
        icon="theme"
        tone="ghost"
        keys={keyOf('theme')}
        onClick={() => {
          runAction(studio, 'theme');
        }}
      />
      <IconButton
        label={text('help.title')}
        icon="help"
        tone="ghost"
        keys={keyOf('help')}
        showKeys
        onClick={() => {
          runAction(studio, 'help');
        }}
      />
      <Operator />
    </header>
  );
}

function SampleCount(): ReactElement | null {
  const samples = useProject((state) => state.samples.length);
  const categories = useProject((state) => state.info?.project.categories.length);
  const broken = useProject((state) => state.broken.length);
  if (categories === undefined) return null;
  return (
    <span className="topbar__count t3 s12">
      {text('app.samples', {
        samples: count(samples),
        categories,
      })}
      {broken > 0 ? ` ${text('app.samples.broken', { broken })}` : ''}
    </span>
  );
}

/** Two letters or digits that stand for a name. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const first = parts[0]?.charAt(0) ?? '';
  const second = parts.length > 1 ? (parts.at(-1)?.charAt(0) ?? '') : (parts[0]?.charAt(1) ?? '');
  return (first + second).toUpperCase();
}

function Operator(): ReactElement {
  const operator = usePrefs((state) => state.value.operator);
  return (
    <Popover
      label={text('app.operator')}
      align="end"
      trigger={(open, toggle) => (
        <button type="button" className="operator" aria-expanded={open} onClick={toggle}>
          <span className="sr">{text('app.operator')}</span>
          <span className="avatar" aria-hidden="true">
            {operator === '' ? <Icon name="user" size={14} /> : initials(operator)}
          </span>
          <span className={operator === '' ? 't3' : ''}>
            {operator || text('app.operator.none')}
          </span>
          <Icon name="down" size={14} />
        </button>
      )}
    >
      {(close) => <OperatorForm name={operator} close={close} />}
    </Popover>
  );
}

function OperatorForm(props: { readonly name: string; readonly close: () => void }): ReactElement {
  const studio = useStudio();
  const [name, setName] = useState(props.name);
  return (
    <form
      className="form form--popover"
      onSubmit={(event) => {
        event.preventDefault();
        void setPreferences(studio, { operator: name.trim() });
        props.close();
      }}
    >
      <TextField
        label={text('app.operator')}
        value={name}
        maxLength={80}
        autoFocus
        hint={text('app.operator.hint')}
        onChange={setName}
      />
      <Button tone="primary" submit onClick={() => undefined}>
        {text('app.save')}
      </Button>
    </form>
  );
}
