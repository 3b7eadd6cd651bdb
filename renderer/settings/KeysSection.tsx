/** Every key and its rebinding: press Change, then the new key. Conflicts are told, not taken. */
import { useEffect, useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { Kbd } from '../controls/Kbd.js';
import { Mark } from '../controls/Mark.js';
import { setPreferences } from '../state/commands.js';
import { usePrefs, useStudio } from '../state/context.js';
import {
  ACTIONS,
  bindingProblem,
  KEY_GROUPS,
  keyMap,
  keyOf,
  withKeys,
  type ActionName,
  type BindingProblem,
} from '../state/keys.js';

interface Waiting {
  readonly action: ActionName;
  /** The new key joins the others instead of taking their place. */
  readonly add: boolean;
}

export function KeysSection(): ReactElement {
  const studio = useStudio();
  const own = usePrefs((state) => state.value.keys);
  const map = keyMap(own);
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [problem, setProblem] = useState<{
    action: ActionName;
    key: string;
    is: BindingProblem;
  } | null>(null);

  useEffect(() => {
    if (!waiting) return;
    const onKey = (event: KeyboardEvent): void => {
      const key = keyOf(event);
      if (key === null) return;
      event.preventDefault();
      event.stopPropagation();
      setWaiting(null);
      if (key === 'Escape') return;
      const { keys } = studio.prefs.getState().value;
      const now = keyMap(keys);
      const next = waiting.add ? [...now[waiting.action].filter((k) => k !== key), key] : [key];
      const found = bindingProblem(now, waiting.action, next);
      setProblem(found ? { action: waiting.action, key, is: found } : null);
      if (!found) void setPreferences(studio, { keys: withKeys(keys, waiting.action, next) });
    };
    window.addEventListener('keydown', onKey, true);
    return () => {
      window.removeEventListener('keydown', onKey, true);
    };
  }, [waiting, studio]);

  return (
    <div className="rows">
      {KEY_GROUPS.map((group) => (
        <section key={group}>
          <h2>{text(`keys.group.${group}`)}</h2>
          <ul className="keys">
            {ACTIONS.filter((action) => action.group === group).map(({ name }) => (
              <li key={name}>
                <span className="keys__name">{text(`keys.${name}`)}</span>
                <span className="keys__caps">
                  {waiting?.action === name ? (
                    <em role="status">{text('settings.keys.press')}</em>
                  ) : (
                    map[name].map((key) => <Kbd key={key} keys={key} />)
                  )}
                </span>
                <Button
                  size="s"
                  pressed={waiting?.action === name && !waiting.add}
                  onClick={() => {
                    setProblem(null);
                    setWaiting({ action: name, add: false });
                  }}
                  hint={text('settings.keys.changeOf', { action: text(`keys.${name}`) })}
                >
                  {text('settings.keys.change')}
                </Button>
                <IconButton
                  size="s"
                  tone="ghost"
                  icon="plus"
                  label={text('settings.keys.addTo', { action: text(`keys.${name}`) })}
                  onClick={() => {
                    setProblem(null);
                    setWaiting({ action: name, add: true });
                  }}
                />
                <IconButton
                  size="s"
                  tone="ghost"
                  icon="reset"
                  disabled={own[name] === undefined}
                  label={text('settings.keys.resetOf', { action: text(`keys.${name}`) })}
                  onClick={() => {
                    const defaults = ACTIONS.find((action) => action.name === name)?.keys ?? [];
                    void setPreferences(studio, { keys: withKeys(own, name, defaults) });
                  }}
                />
                {problem?.action === name ? (
                  <p className="keys__problem" role="alert">
                    <Mark state="fail" />
                    {problem.is.kind === 'taken'
                      ? text('settings.keys.taken', {
                          key: problem.key,
                          action: text(`keys.${problem.is.by}`),
                        })
                      : text(
                          problem.is.kind === 'fixed'
                            ? 'settings.keys.fixed'
                            : 'settings.keys.reserved',
                          { key: problem.key },
                        )}
                  </p>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Button
        icon="reset"
        disabled={Object.keys(own).length === 0}
        onClick={() => {
          void setPreferences(studio, { keys: {} });
        }}
      >
        {text('settings.keys.resetAll')}
      </Button>
    </div>
  );
}
