/** Loads a script of this address that is no module, once. */

const loading = new Map();

export function load(path) {
  if (!loading.has(path)) {
    const { promise, resolve, reject } = Promise.withResolvers();
    const script = document.createElement('script');
    script.src = path;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${path} could not be loaded`));
    document.head.append(script);
    loading.set(path, promise);
  }
  return loading.get(path);
}
