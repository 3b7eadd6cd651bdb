/** A list of names that can be added to and taken from; what samples use stays. */
import { useState, type ReactElement, type ReactNode } from 'react';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { count } from '../state/format.js';
import { nameProblem, type NameProblem } from './project-edits.js';

export function NameList(props: {
  readonly title: string;
  readonly addLabel: string;
  readonly names: readonly string[];
  /** Samples that use a name; those cannot be removed. */
  readonly uses: (name: string) => number;
  readonly least: number;
  readonly onAdd: (name: string) => void;
  readonly onRemove: (name: string) => void;
  readonly extra?: (name: string) => ReactNode;
}): ReactElement {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<NameProblem | null>(null);
  return (
    <section className="names">
      <h2>{props.title}</h2>
      <ul className="names__list">
        {props.names.map((entry) => {
          const uses = props.uses(entry);
          const kept = uses > 0 || props.names.length <= props.least;
          return (
            <li key={entry}>
              <span className="cut">{entry}</span>
              {props.extra?.(entry)}
              <span className="t3 s12 names__uses">
                {uses > 0 ? text('settings.uses', { count: count(uses) }) : ''}
              </span>
              <IconButton
                label={text('app.remove', { name: entry })}
                hint={kept ? text('settings.inUse') : text('app.remove', { name: entry })}
                icon="close"
                size="s"
                tone="ghost"
                disabled={kept}
                onClick={() => {
                  props.onRemove(entry);
                }}
              />
            </li>
          );
        })}
      </ul>
      <form
        className="names__add"
        onSubmit={(event) => {
          event.preventDefault();
          const found = nameProblem(name, props.names);
          setProblem(found);
          if (found !== null) return;
          props.onAdd(name.trim());
          setName('');
        }}
      >
        <input
          className="input"
          aria-label={props.addLabel}
          placeholder={props.addLabel}
          maxLength={64}
          value={name}
          autoComplete="off"
          aria-invalid={problem !== null}
          onChange={(event) => {
            setName(event.target.value);
            setProblem(null);
          }}
        />
        <Button submit icon="plus" onClick={() => undefined}>
          {text('app.add')}
        </Button>
      </form>
      {problem === null ? null : (
        <p className="field__error" role="alert">
          {text(`settings.name.${problem}`)}
        </p>
      )}
    </section>
  );
}
