#include "reports/console_parts.h"
#include "reports/text.h"

#include <stdlib.h>
#include <time.h>

/* At most ten times a second: more nobody can read. */
#define LIVE_EVERY_MS 100

static uint64_t monotonic_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void console_live_draw(console *c, const rms_event_progress *progress)
{
    if (!c->live)
        return;
    const uint64_t now = c->options.now_ms ? c->options.now_ms() : monotonic_ms();
    if (c->live_drawn && now - c->live_at_ms < LIVE_EVERY_MS)
        return;
    char *line = NULL;
    size_t n = 0;
    FILE *text = open_memstream(&line, &n);
    if (!text)
        return;
    const size_t percent = progress->planned ? progress->done * 100 / progress->planned : 0;
    (void)fprintf(text, "%zu/%zu  %zu%%", progress->done, progress->planned, percent);
    if (progress->failed)
        (void)fprintf(text, "  %zu failing", progress->failed);
    if (progress->current)
        (void)fprintf(text, "  %s", progress->current);
    if (fclose(text) == 0) {
        (void)fputc('\r', c->options.status);
        (void)rms_text_fit(c->options.status, line, c->options.width - 1);
        (void)fputs("\x1b[K", c->options.status);
        (void)fflush(c->options.status);
        c->live_shown = c->live_drawn = 1;
        c->live_at_ms = now;
    }
    free(line);
}

void console_live_erase(console *c)
{
    if (!c->live_shown)
        return;
    (void)fputs("\r\x1b[K", c->options.status);
    (void)fflush(c->options.status);
    c->live_shown = 0;
}
