/** Custom properties in React's style attribute (set through the CSSOM, so the CSP allows them). */
import 'react';

declare module 'react' {
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined;
  }
}
