/**
 * An endpoint whose answers are rows of a table, by action.
 */
#ifndef RMS_TESTS_MOCK_H
#define RMS_TESTS_MOCK_H

#include <stddef.h>

/** The first row that fits answers. */
typedef struct rms_mock_row {
    const char *action; /**< NULL: any */
    const char *has;    /**< a text that the request has to hold; NULL: any */
    int status;         /**< 0: the connection is closed */
    const char *type;
    const char *body; /**< NULL: no answer comes */
} rms_mock_row;

typedef struct rms_mock rms_mock;

/** @p rows are borrowed. */
rms_mock *rms_mock_start(const rms_mock_row *rows, size_t n);
void rms_mock_stop(rms_mock *mock);
const char *rms_mock_url(const rms_mock *mock);
/** How many requests held that text. */
size_t rms_mock_count(rms_mock *mock, const char *text);

#endif
