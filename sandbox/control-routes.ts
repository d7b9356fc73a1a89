import { Hono } from 'hono';
import { describeDelivery, overviewState } from './overview-state.ts';
import type { World } from './world.ts';

/** `/sandbox/…`: what the sandbox itself knows, for its overview page and for tests; iLive has nothing like it. */
export function controlRoutes({ settings, memory }: World): Hono {
  const routes = new Hono();

  routes.get('/sandbox/state', (c) => c.json(overviewState(memory, settings.now())));

  routes.delete('/sandbox/state', (c) => {
    memory.clear();
    return c.body(null, 204);
  });

  routes.get('/sandbox/deliveries', (c) => {
    const sessionId = c.req.query('session_id');
    const deliveries = memory.deliveries
      .values()
      .filter((delivery) => sessionId === undefined || delivery.sessionId === sessionId);
    return c.json({ deliveries: deliveries.map(describeDelivery) });
  });

  return routes;
}
