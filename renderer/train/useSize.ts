/** Size of an element in whole pixels; 0 until it is laid out. */
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

export function useSize<T extends HTMLElement>(): {
  readonly box: RefObject<T | null>;
  readonly width: number;
  readonly height: number;
} {
  const box = useRef<T>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => {
      setSize({ width: Math.floor(element.clientWidth), height: Math.floor(element.clientHeight) });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return { box, ...size };
}
