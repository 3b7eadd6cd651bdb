/** The right column of Export: profile, samples, target, and the two buttons. */
import { useState, type ReactElement } from 'react';
import type { Project } from '../../../core/contract/schema/project.js';
import { text } from '../../../core/text/index.js';
import { Button, IconButton } from '../../controls/Button.js';
import { Checkbox } from '../../controls/Checkbox.js';
import { Popover } from '../../controls/Popover.js';
import { Select } from '../../controls/Select.js';
import { useDataset } from '../../state/context.js';
import { count } from '../../state/format.js';
import { blocked, changedCount, isZip, withZip } from './export-model.js';
import { FieldRow } from './FieldRow.js';
import { ProfileFields } from './ProfileFields.js';
import { TargetDialog } from './TargetDialog.js';
import { EXPORT_SCOPES, type ExportState } from './useExport.js';

export function ExportSide(props: {
  readonly state: ExportState;
  readonly project: Project;
}): ReactElement {
  const { state } = props;
  const [browsing, setBrowsing] = useState(false);
  const running = useDataset((data) => data.exportProgress?.state === 'running');
  const selected = useDataset((data) => data.selection.ids.size);
  const plan = state.stale ? null : state.plan;
  const changed = plan === null ? null : changedCount(plan);
  return (
    <aside className="dataset__side" aria-label={text('dataset.tab.export')}>
      <header className="panel__head panel__head--tall">
        <h2>{text('dataset.tab.export')}</h2>
        <span className="grow" />
        <ProfileMenu state={state} />
      </header>
      <div className="dataset__scroll">
        <div className="fields">
          <FieldRow label={text('export.profile')}>
            <Select
              wide
              label={text('export.profile')}
              value={state.profile.name}
              options={[
                ...(state.profiles.some(({ name }) => name === state.profile.name)
                  ? []
                  : [{ value: state.profile.name, label: state.profile.name }]),
                ...state.profiles.map(({ name }) => ({ value: name, label: name })),
              ].map((option) =>
                option.value === state.profile.name && state.edited
                  ? { ...option, label: text('export.profile.edited', { name: option.label }) }
                  : option,
              )}
              onChange={state.choose}
            />
          </FieldRow>
          <FieldRow label={text('export.scope')}>
            <Select
              wide
              label={text('export.scope')}
              value={state.scope}
              options={EXPORT_SCOPES.map((scope) => ({
                value: scope,
                label:
                  scope === state.scope
                    ? text(`export.scope.${scope}.count`, { count: count(state.samples) })
                    : text(`export.scope.${scope}`),
                disabled: scope === 'selected' && selected === 0,
              }))}
              onChange={state.setScope}
            />
          </FieldRow>
          {state.left.size > 0 ? (
            <p className="t2 s12 fields__left">
              {text('export.left.out', { count: count(state.left.size) })}
              <Button size="s" tone="ghost" onClick={state.takeBack}>
                {text('export.takeBack')}
              </Button>
            </p>
          ) : null}
          <div className="fields__stack">
            <span className="fields__label" aria-hidden="true">
              {text('export.target')}
            </span>
            <span className="target">
              <input
                className="input input--mono"
                aria-label={text('export.target')}
                value={state.path}
                spellCheck={false}
                onChange={(event) => {
                  state.setPath(event.target.value);
                }}
              />
              <IconButton
                icon="folder"
                label={text('export.browse')}
                onClick={() => {
                  setBrowsing(true);
                }}
              />
            </span>
          </div>
          <Checkbox
            checked={isZip(state.path)}
            onChange={(zip) => {
              state.setPath(withZip(state.path, zip));
            }}
          >
            {text('export.zip')}
          </Checkbox>
        </div>
        <ProfileFields state={state} project={props.project} />
      </div>
      <footer className="dataset__foot">
        <Button
          size="l"
          disabled={state.planning || running || state.samples === 0 || state.path.trim() === ''}
          onClick={state.dryRun}
        >
          {text(state.planning ? 'export.planning.short' : 'export.dryRun')}
        </Button>
        <span className="grow" />
        <Button
          size="l"
          tone="primary"
          icon="exportOut"
          disabled={
            running ||
            state.samples === 0 ||
            state.path.trim() === '' ||
            changed === 0 ||
            (plan !== null && blocked(plan))
          }
          onClick={state.run}
        >
          {changed === null
            ? text('export.run')
            : changed === 0
              ? text('export.run.none')
              : text('export.run.changed', { count: count(changed) })}
        </Button>
      </footer>
      {browsing ? (
        <TargetDialog
          path={state.path}
          onClose={() => {
            setBrowsing(false);
          }}
          onChoose={(path) => {
            setBrowsing(false);
            state.setPath(path);
          }}
        />
      ) : null}
    </aside>
  );
}

function ProfileMenu(props: { readonly state: ExportState }): ReactElement {
  const { state } = props;
  const [name, setName] = useState('');
  return (
    <Popover
      label={text('export.profile.menu')}
      align="end"
      trigger={(open, toggle) => (
        <Button
          size="s"
          tone="ghost"
          expanded={open}
          onClick={() => {
            setName(state.profile.name);
            toggle();
          }}
        >
          {text('export.profile.menu')}
        </Button>
      )}
    >
      {(close) => (
        <div className="form form--popover">
          <div className="form__row">
            <input
              className="input"
              aria-label={text('export.profile.name')}
              value={name}
              maxLength={64}
              onChange={(event) => {
                setName(event.target.value);
              }}
            />
          </div>
          <div className="form__row">
            <Button
              tone="primary"
              disabled={name.trim() === '' || (name.trim() === state.profile.name && !state.edited)}
              onClick={() => {
                close();
                void state.save(name.trim());
              }}
            >
              {text(
                name.trim() === state.profile.name
                  ? 'export.profile.save'
                  : 'export.profile.saveAs',
              )}
            </Button>
            <span className="grow" />
            <Button
              tone="danger"
              disabled={!state.profiles.some((entry) => entry.name === state.profile.name)}
              onClick={() => {
                close();
                state.remove();
              }}
            >
              {text('export.profile.delete')}
            </Button>
          </div>
        </div>
      )}
    </Popover>
  );
}
