/** Buttons. An IconButton's label is its accessible name and, by default, its tooltip. */
import type { ReactElement, ReactNode, Ref } from 'react';
import { Icon, type IconName } from './Icon.js';
import { Keys } from './Kbd.js';

interface Common {
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly size?: 's' | 'm' | 'l';
  readonly tone?: 'plain' | 'primary' | 'ghost' | 'danger';
  /** Key hint; also announced. */
  readonly keys?: string | undefined;
  readonly expanded?: boolean;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

function classOf(props: Common, extra: string): string {
  const size = props.size ?? 'm';
  const tone = props.tone ?? 'plain';
  return `btn btn--${size} btn--${tone} ${extra}`.trim();
}

/** KeyboardEvent names as aria-keyshortcuts wants them. */
function shortcut(keys: string | undefined): string | undefined {
  return keys?.replaceAll('Ctrl', 'Control');
}

export function Button(
  props: Common & {
    readonly children: ReactNode;
    readonly icon?: IconName;
    readonly wide?: boolean;
    readonly submit?: boolean;
    readonly hint?: string;
    readonly pressed?: boolean;
  },
): ReactElement {
  const on = props.pressed === true ? 'btn--on' : '';
  return (
    <button
      ref={props.buttonRef}
      type={props.submit === true ? 'submit' : 'button'}
      className={classOf(props, `${props.wide === true ? 'btn--wide' : ''} ${on}`)}
      disabled={props.disabled}
      onClick={props.onClick}
      title={props.hint}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-keyshortcuts={shortcut(props.keys)}
    >
      {props.icon ? <Icon name={props.icon} size={props.size === 's' ? 14 : 16} /> : null}
      <span className="btn__text">{props.children}</span>
      {props.keys !== undefined ? <Keys keys={props.keys} /> : null}
    </button>
  );
}

export function IconButton(
  props: Common & {
    readonly label: string;
    readonly icon: IconName;
    /** Longer tooltip; the label otherwise. */
    readonly hint?: string;
    readonly pressed?: boolean;
    readonly showKeys?: boolean;
  },
): ReactElement {
  const hint = props.hint ?? props.label;
  return (
    <button
      ref={props.buttonRef}
      type="button"
      className={classOf(
        props,
        `${props.showKeys === true ? '' : 'btn--square'} ${props.pressed === true ? 'btn--on' : ''}`,
      )}
      disabled={props.disabled}
      onClick={props.onClick}
      // With a key in sight the name is in the content, so that it holds the key too.
      aria-label={props.showKeys === true ? undefined : props.label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-keyshortcuts={shortcut(props.keys)}
      title={props.keys === undefined ? hint : `${hint} (${props.keys})`}
    >
      <Icon name={props.icon} size={props.size === 's' ? 14 : 16} />
      {props.showKeys === true ? <span className="sr">{props.label}</span> : null}
      {props.showKeys === true && props.keys !== undefined ? <Keys keys={props.keys} /> : null}
    </button>
  );
}
