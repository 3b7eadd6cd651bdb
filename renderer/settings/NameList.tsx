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
  /** Given where a name can be changed wherever it is used. */
  readonly onRename?: (from: string, to: string) => void;
  readonly extra?: (name: string) => ReactNode;
}): ReactElement {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<NameProblem | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const { onRename } = props;
  return (
    <section className="names">
      <h2>{props.title}</h2>
      <ul className="names__list">
        {props.names.map((entry) => {
          const uses = props.uses(entry);
          const kept = uses > 0 || props.names.length <= props.least;
          if (onRename && renaming === entry)
            return (
              <li key={entry}>
                <Renaming
                  name={entry}
                  taken={props.names.filter((other) => other !== entry)}
                  onProblem={setProblem}
                  onEnd={(to) => {
                    setRenaming(null);
                    setProblem(null);
                    if (to !== null && to !== entry) onRename(entry, to);
                  }}
                />
              </li>
            );
          return (
            <li key={entry}>
              <span className="cut">{entry}</span>
              {props.extra?.(entry)}
              <span className="t3 s12 names__uses">
                {uses > 0 ? text('settings.uses', { count: count(uses) }) : ''}
              </span>
              {onRename ? (
                <IconButton
                  label={text('settings.rename', { name: entry })}
                  hint={text('settings.rename', { name: entry })}
                  icon="annotate"
                  size="s"
                  tone="ghost"
                  onClick={() => {
                    setRenaming(entry);
                  }}
                />
              ) : null}
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

/** A name being changed in its row: Enter takes it, Escape leaves it. */
function Renaming(props: {
  readonly name: string;
  readonly taken: readonly string[];
  readonly onProblem: (problem: NameProblem | null) => void;
  /** null: left as it was. */
  readonly onEnd: (to: string | null) => void;
}): ReactElement {
  const [to, setTo] = useState(props.name);
  return (
    <form
      className="names__rename"
      onSubmit={(event) => {
        event.preventDefault();
        const found = nameProblem(to, props.taken);
        props.onProblem(found);
        if (found === null) props.onEnd(to.trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        props.onEnd(null);
      }}
    >
      <input
        className="input"
        aria-label={text('settings.rename', { name: props.name })}
        maxLength={64}
        value={to}
        autoComplete="off"
        autoFocus
        onFocus={(event) => {
          event.target.select();
        }}
        onChange={(event) => {
          setTo(event.target.value);
          props.onProblem(null);
        }}
      />
      <Button submit size="s" onClick={() => undefined}>
        {text('settings.rename.do')}
      </Button>
    </form>
  );
}
