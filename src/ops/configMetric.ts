import { Gauge, type Registry } from 'prom-client';

/** Whether the last changed configuration was taken, asked when somebody reads the metrics. */
export function addConfigMetric(registry: Registry, isTaken: () => boolean): void {
  new Gauge({
    name: 'relay_config_last_reload_success',
    help: 'Whether the last changed configuration was taken; 0: it has errors, and the one before holds',
    registers: [registry],
    collect() {
      this.set(isTaken() ? 1 : 0);
    },
  });
}
