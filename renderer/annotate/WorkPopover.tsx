/** State of the open sample, whose it is, who checked it, how long it took; opens from its state tag. */
import { useId, useState, type ReactElement, type ReactNode } from 'react';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Icon } from '../controls/Icon.js';
import { Popover } from '../controls/Popover.js';
import { useProject, usePrefs, useStudio } from '../state/context.js';
import { assignSample, setSampleState } from './finish.js';
import { peopleOf } from './queue-model.js';
import { spentText } from './spent.js';

export function WorkPopover(props: {
  readonly sample: SampleSummary;
  readonly children: ReactNode;
}): ReactElement {
  const studio = useStudio();
  const operator = usePrefs((state) => state.value.operator);
  const { work } = props.sample;
  const rows = [
    ['annotate.work.assignee', work.assignee],
    ['annotate.work.annotator', work.annotator],
    ['annotate.work.checkedBy', work.checkedBy],
  ] as const;
  const mine = work.assignee !== null && work.assignee === operator;
  return (
    <Popover
      label={text('annotate.work')}
      trigger={(open, toggle) => (
        <button
          type="button"
          className="tag tag--button"
          aria-expanded={open}
          title={text('annotate.work')}
          onClick={toggle}
        >
          {props.children}
          <Icon name="down" size={14} />
        </button>
      )}
    >
      {(close) => (
        <div className="work">
          <dl className="kv">
            {rows.map(([key, value]) => (
              <div key={key}>
                <dt>{text(key)}</dt>
                <dd>{value ?? text('annotate.work.nobody')}</dd>
              </div>
            ))}
            <div>
              <dt>{text('annotate.work.spent')}</dt>
              <dd>{spentText(work.secondsSpent)}</dd>
            </div>
          </dl>
          {operator === '' ? <p className="t3 s12">{text('annotate.work.operatorHint')}</p> : null}
          <AssignForm
            onAssign={(name) => {
              close();
              void assignSample(studio, name);
            }}
          />
          <div className="work__actions">
            <Button
              size="s"
              disabled={operator === ''}
              onClick={() => {
                close();
                void assignSample(studio, mine ? null : operator);
              }}
            >
              {text(mine ? 'annotate.work.free' : 'annotate.work.take')}
            </Button>
            {work.annotator !== null && operator !== '' && work.annotator !== operator ? (
              <Button
                size="s"
                hint={text('annotate.work.drawAgain.hint', { name: work.annotator })}
                onClick={() => {
                  close();
                  void studio.annotator.drawAgain();
                }}
              >
                {text('annotate.work.drawAgain')}
              </Button>
            ) : null}
            {work.state === 'done' ? (
              <Button
                size="s"
                tone="primary"
                icon="check"
                onClick={() => {
                  close();
                  void setSampleState(studio, 'checked');
                }}
              >
                {text('annotate.work.check')}
              </Button>
            ) : null}
            {work.state === 'done' || work.state === 'checked' ? (
              <Button
                size="s"
                onClick={() => {
                  close();
                  void setSampleState(studio, 'in-progress');
                }}
              >
                {text('annotate.work.reopen')}
              </Button>
            ) : (
              <Button
                size="s"
                onClick={() => {
                  close();
                  void setSampleState(studio, 'done');
                }}
              >
                {text('annotate.work.finish')}
              </Button>
            )}
          </div>
        </div>
      )}
    </Popover>
  );
}

/** Anybody by name; those who work on the project already are offered. */
function AssignForm(props: { readonly onAssign: (name: string) => void }): ReactElement {
  const samples = useProject((state) => state.samples);
  const [name, setName] = useState('');
  const list = useId();
  const given = name.trim();
  return (
    <form
      className="work__actions"
      onSubmit={(event) => {
        event.preventDefault();
        if (given !== '') props.onAssign(given);
      }}
    >
      <input
        className="input"
        aria-label={text('annotate.work.assignTo')}
        placeholder={text('annotate.work.assignTo')}
        value={name}
        maxLength={120}
        list={list}
        autoComplete="off"
        onChange={(event) => {
          setName(event.target.value);
        }}
      />
      <datalist id={list}>
        {peopleOf(samples).map((person) => (
          <option key={person} value={person} />
        ))}
      </datalist>
      <Button size="s" submit disabled={given === ''} onClick={() => undefined}>
        {text('annotate.work.assign')}
      </Button>
    </form>
  );
}
