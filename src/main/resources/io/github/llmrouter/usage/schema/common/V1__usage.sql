-- A run may be killed after any statement, and the next begins again: each must do no harm where it was done before.
CREATE TABLE IF NOT EXISTS usage_entry (
    id VARCHAR(100) NOT NULL,
    at_ms BIGINT NOT NULL,
    request_id VARCHAR(128) NOT NULL,
    caller VARCHAR(128) NOT NULL,
    dialect VARCHAR(32) NOT NULL,
    operation VARCHAR(32) NOT NULL,
    asked VARCHAR(256) NOT NULL,
    grp VARCHAR(128) NOT NULL,
    target VARCHAR(512) NOT NULL,
    provider VARCHAR(128) NOT NULL,
    model VARCHAR(128) NOT NULL,
    key_name VARCHAR(128) NOT NULL,
    streamed BOOLEAN NOT NULL,
    attempt INTEGER NOT NULL,
    final_attempt BOOLEAN NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    status INTEGER NOT NULL,
    error VARCHAR(512),
    input_tokens BIGINT,
    cache_read_tokens BIGINT,
    cache_write_5m_tokens BIGINT,
    cache_write_1h_tokens BIGINT,
    output_tokens BIGINT,
    reasoning_tokens BIGINT,
    estimated BOOLEAN NOT NULL,
    cost DECIMAL(30, 15),
    first_content_ms BIGINT,
    overhead_us BIGINT,
    duration_ms BIGINT NOT NULL
);

-- No other index: each costs every entry. That nothing is there twice is for usage_position to see to.
CREATE INDEX IF NOT EXISTS usage_entry_at ON usage_entry (at_ms);

-- Sums for questions about longer times, so that these never read every entry.
CREATE TABLE IF NOT EXISTS usage_day (
    day_utc VARCHAR(10) NOT NULL,
    caller VARCHAR(128) NOT NULL,
    grp VARCHAR(128) NOT NULL,
    provider VARCHAR(128) NOT NULL,
    model VARCHAR(128) NOT NULL,
    key_name VARCHAR(128) NOT NULL,
    requests BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    input_tokens BIGINT NOT NULL,
    cache_read_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    estimated BIGINT NOT NULL,
    unpriced BIGINT NOT NULL,
    cost DECIMAL(30, 15) NOT NULL,
    PRIMARY KEY (day_utc, caller, grp, provider, model, key_name)
);

-- How far each journal has been taken over; changed in the same transaction as the entries.
CREATE TABLE IF NOT EXISTS usage_position (
    segment VARCHAR(100) NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL
);
