/** The format that this version keeps; a database of a newer one is not touched. */
export const FORMAT = 1;

/**
 * What lies beside BullMQ's tables, in their schema: tables of texts and of ranks, the events, one row that says who
 * changes the queue just now, and the function by which a change is made, all of it or nothing.
 */
export const SCHEMA: string = `
CREATE TABLE ccx_texts (
  name  text COLLATE "C" NOT NULL,
  field text COLLATE "C" NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (name, field)
);
CREATE TABLE ccx_ranks (
  name  text COLLATE "C" NOT NULL,
  field text COLLATE "C" NOT NULL,
  rank  double precision NOT NULL,
  PRIMARY KEY (name, field)
);
CREATE INDEX ccx_ranks_in_order ON ccx_ranks (name, rank, field);
CREATE TABLE ccx_events (
  id    bigint PRIMARY KEY,
  value text NOT NULL
);
CREATE TABLE ccx_queue (
  format  integer NOT NULL,
  version bigint NOT NULL DEFAULT 0,
  event   bigint NOT NULL DEFAULT 0,
  token   text,
  until   timestamptz
);
CREATE UNIQUE INDEX ccx_queue_once ON ccx_queue ((true));
INSERT INTO ccx_queue (format) VALUES (${FORMAT});

CREATE FUNCTION ccx_now() RETURNS bigint LANGUAGE sql AS $$
  SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint;
$$;

CREATE FUNCTION ccx_commit(p_token text, p_steps jsonb, p_leave boolean) RETURNS bigint
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
DECLARE
  v_queue ccx_queue;
  v_step  jsonb;
BEGIN
  SELECT * INTO v_queue FROM ccx_queue FOR UPDATE;
  IF v_queue.token IS DISTINCT FROM p_token THEN
    RETURN NULL;
  END IF;
  FOR v_step IN SELECT value FROM jsonb_array_elements(p_steps) LOOP
    CASE v_step->>0
      WHEN 'set' THEN
        INSERT INTO ccx_texts VALUES (v_step->>1, v_step->>2, v_step->>3)
          ON CONFLICT (name, field) DO UPDATE SET value = excluded.value;
      WHEN 'unset' THEN
        DELETE FROM ccx_texts WHERE name = v_step->>1 AND field = v_step->>2;
      WHEN 'count' THEN
        INSERT INTO ccx_texts VALUES (v_step->>1, v_step->>2, v_step->>3)
          ON CONFLICT (name, field) DO UPDATE SET value = ccx_texts.value::bigint + excluded.value::bigint;
      WHEN 'rank' THEN
        INSERT INTO ccx_ranks VALUES (v_step->>1, v_step->>2, (v_step->>3)::double precision)
          ON CONFLICT (name, field) DO UPDATE SET rank = excluded.rank;
      WHEN 'unrank' THEN
        DELETE FROM ccx_ranks WHERE name = v_step->>1 AND field = v_step->>2;
      WHEN 'unrank-to' THEN
        DELETE FROM ccx_ranks WHERE name = v_step->>1 AND rank <= (v_step->>2)::double precision;
      WHEN 'event' THEN
        v_queue.event := v_queue.event + 1;
        INSERT INTO ccx_events VALUES (v_queue.event, v_step->>1);
      WHEN 'forget' THEN
        DELETE FROM ccx_events WHERE id = (v_step->>1)::bigint;
      WHEN 'lock' THEN
        UPDATE job SET lock_token = v_step->>3, locked_until_ms = (v_step->>5)::bigint + (v_step->>4)::bigint
          WHERE queue = v_step->>1 AND id = v_step->>2 AND state = 'active';
    END CASE;
  END LOOP;
  IF jsonb_array_length(p_steps) > 0 THEN
    v_queue.version := v_queue.version + 1;
    PERFORM pg_notify('ccx_changed', current_schema() || ' ' || v_queue.version);
  END IF;
  UPDATE ccx_queue SET version = v_queue.version, event = v_queue.event,
    token = CASE WHEN p_leave THEN NULL ELSE token END;
  RETURN v_queue.version;
END;
$$;
`;
