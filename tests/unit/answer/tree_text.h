/**
 * Answer trees as indented text, for tests: one line a node, "name: kind value", two blanks a level, "-" for an array
 * item.
 *
 *   Error: object
 *     Code: text Throttling
 *     Numbers: array
 *       -: integer 1
 */
#ifndef RMS_TESTS_TREE_TEXT_H
#define RMS_TESTS_TREE_TEXT_H

#include "protocol/answer.h"

/** How a tree is printed. */
typedef enum rms_tree_view {
    RMS_TREE_JSON, /**< as it is, the root named @p root_name */
    RMS_TREE_XML   /**< as reading it from XML gives it: everything text, arrays as repeated members */
} rms_tree_view;

void rms_tree_print(const rms_node *root, const char *root_name, rms_tree_view view, rms_buffer *out);

/** Build a tree from its text, by the builders of protocol/answer.h. Asserts that the text is well-formed. */
rms_node *rms_tree_build(rms_span text);

#endif
