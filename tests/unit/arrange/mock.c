#include "tests/unit/arrange/mock.h"

#include "tests/support/hostile.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { REQUESTS_MAX = 4096 };

struct rms_mock {
    const rms_mock_row *rows;
    size_t n;
    rms_hostile *hostile;
    pthread_mutex_t lock;
    char *seen[REQUESTS_MAX];
    size_t n_seen;
};

static int is_for(const char *request, const char *action)
{
    char text[96];
    const size_t n = (size_t)snprintf(text, sizeof text, "Action=%s", action);
    const char *at = strstr(request, text);
    return at && strchr("& \r\n", at[n]); /* the closing NUL counts */
}

static char *answer(void *context, const char *request)
{
    rms_mock *mock = context;
    pthread_mutex_lock(&mock->lock);
    if (mock->n_seen < REQUESTS_MAX)
        mock->seen[mock->n_seen++] = strdup(request);
    pthread_mutex_unlock(&mock->lock);
    for (size_t i = 0; i < mock->n; i++) {
        const rms_mock_row *row = &mock->rows[i];
        if ((row->action && !is_for(request, row->action)) || (row->has && !strstr(request, row->has)))
            continue;
        if (!row->body)
            return NULL;
        return row->status ? rms_hostile_http(row->status, row->type ? row->type : "application/json", row->body)
                           : strdup("");
    }
    return rms_hostile_http(404, "text/html", "<html>no</html>");
}

rms_mock *rms_mock_start(const rms_mock_row *rows, size_t n)
{
    rms_mock *mock = calloc(1, sizeof *mock);
    assert_non_null(mock);
    mock->rows = rows;
    mock->n = n;
    assert_int_equal(pthread_mutex_init(&mock->lock, NULL), 0);
    mock->hostile = rms_hostile_start_answering(answer, mock);
    return mock;
}

void rms_mock_stop(rms_mock *mock)
{
    rms_hostile_stop(mock->hostile);
    for (size_t i = 0; i < mock->n_seen; i++)
        free(mock->seen[i]);
    (void)pthread_mutex_destroy(&mock->lock);
    free(mock);
}

const char *rms_mock_url(const rms_mock *mock)
{
    return rms_hostile_url(mock->hostile);
}

size_t rms_mock_count(rms_mock *mock, const char *text)
{
    size_t n = 0;
    pthread_mutex_lock(&mock->lock);
    for (size_t i = 0; i < mock->n_seen; i++)
        n += strstr(mock->seen[i], text) != NULL;
    pthread_mutex_unlock(&mock->lock);
    return n;
}
