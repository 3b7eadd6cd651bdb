/** A panel that opens below its button: Escape and a click outside close it, focus comes back. */
import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';

export function Popover(props: {
  readonly label: string;
  readonly align?: 'start' | 'end';
  readonly trigger: (open: boolean, toggle: () => void) => ReactNode;
  readonly children: (close: () => void) => ReactNode;
}): ReactElement {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
    };
  }, [open]);
  const close = (): void => {
    setOpen(false);
    root.current?.querySelector<HTMLElement>('button, select')?.focus();
  };
  return (
    <div
      className="popover"
      ref={root}
      onKeyDown={(event) => {
        if (open && event.key === 'Escape') {
          event.stopPropagation();
          close();
        }
      }}
    >
      {props.trigger(open, () => {
        setOpen(!open);
      })}
      {open ? (
        <div
          className={`popover__panel popover__panel--${props.align ?? 'start'}`}
          role="group"
          aria-label={props.label}
        >
          {props.children(close)}
        </div>
      ) : null}
    </div>
  );
}
