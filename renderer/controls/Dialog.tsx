/** A modal dialog on the native element: focus is held and given back, Escape closes. */
import { useEffect, useId, useRef, type ReactElement, type ReactNode } from 'react';
import { text } from '../../core/text/index.js';
import { IconButton } from './Button.js';

export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly size?: 's' | 'm' | 'l' | 'xl';
  /** No title bar; the title stays its name. */
  readonly bare?: boolean;
}): ReactElement {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { onClose } = props;
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (!dialog.open) dialog.showModal();
    // showModal focuses the first button, the cross; a form starts at its first field.
    dialog.querySelector<HTMLElement>('.dialog__body :is(input, textarea)')?.focus();
    return () => {
      dialog.close();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog dialog--${props.size ?? 'm'} ${props.bare === true ? 'dialog--bare' : ''}`}
      aria-labelledby={props.bare === true ? undefined : titleId}
      aria-label={props.bare === true ? props.title : undefined}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        // The backdrop belongs to the element itself, its content to children.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="dialog__box">
        {props.bare === true ? null : (
          <header className="dialog__head">
            <h2 id={titleId}>{props.title}</h2>
            <IconButton label={text('app.close')} icon="close" tone="ghost" onClick={onClose} />
          </header>
        )}
        <div className="dialog__body">{props.children}</div>
        {props.footer === undefined ? null : (
          <footer className="dialog__foot">{props.footer}</footer>
        )}
      </div>
    </dialog>
  );
}
