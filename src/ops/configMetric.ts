import { Gauge, type Registry } from 'prom-client';

/** Whether the last changed configuration is in force, determined when the metrics are read. */
export function addConfigMetric(registry: Registry, isTaken: () => boolean): void {
  new Gauge({
    name: 'relay_config_last_reload_success',
    help: 'Whether the last changed configuration is in force; 0: it has errors, and the previous one stays in force',
    registers: [registry],
    collect() {
      this.set(isTaken() ? 1 : 0);
    },
  });
}
