/* The shape of answers: hand-typed bytes against the rows of cases/answers/. */
#include "kit.h"

static const char suite_text[] = "action: RemoveInstances\n"
                                 "source: 004_acda80a0b06c6980.txt\n"
                                 "rules:\n"
                                 "  - {rule: r, level: record, says: s., cases: [{case: c, given: {group: {instances: "
                                 "[{attached: $a}]}}, send: {InstanceId: [$a]}, expect: success}]}\n";

#define J   RMS_FORMAT_JSON
#define X   RMS_FORMAT_XML
#define RBS "RemoveBackendServers"
#define RVS "RemoveVServerGroupBackendServers"
#define RI  "RemoveInstances"

/* An answer and what is said about it: "" when it is right, else a part of the complaint; `n` is how many there are. */
typedef struct shape_row {
    const char *name, *action;
    int error;
    rms_format format;
    const char *body, *want;
    size_t n;
    rms_list_hint hint;
} shape_row;

#define RBS_J(list) "{\"RequestId\":\"r\",\"LoadBalancerId\":\"lb\",\"BackendServers\":" list "}"

static const shape_row right[] = {
    {"RI json as printed, with braces", RI, 0, J,
     "{\"RequestId\": \"6469DCD0-13AC-487E-85A0-CE4922908FDE\", \"ScalingActivityId\": \"ebta5WbUzC8gcwUWvfchyT4U\"}",
     "", 0, 0},
    {"RI json in the other order", RI, 0, J, "{\"ScalingActivityId\":\"asa-1\",\"RequestId\":\"r\"}", "", 0, 0},
    {"RI json with extra members of every kind", RI, 0, J,
     "{\"RequestId\":\"r\",\"a\":null,\"b\":[1],\"c\":{},\"ScalingActivityId\":\"asa-1\",\"d\":1.5}", "", 0, 0},
    {"RI json pretty-printed", RI, 0, J, "{\n  \"RequestId\": \"r\",\n  \"ScalingActivityId\": \"asa-1\"\n}\n", "", 0,
     0},
    {"RI xml as printed", RI, 0, X,
     "<RemoveInstancesResponse>\n    <ScalingActivityId>bybj9OcaOT4ucPMbFhcqHfA3</ScalingActivityId>\n    "
     "<RequestId>DD0309B7-2613-4792-9B86-275906695253</RequestId>\n</RemoveInstancesResponse>",
     "", 0, 0},
    {"RI xml with a declaration", RI, 0, X,
     "<?xml version='1.0' "
     "encoding='UTF-8'?><RemoveInstancesResponse><RequestId>r</RequestId><ScalingActivityId>asa-1</ScalingActivityId></"
     "RemoveInstancesResponse>",
     "", 0, 0},
    {"RI xml with CDATA and a comment", RI, 0, X,
     "<RemoveInstancesResponse><!-- c "
     "--><RequestId><![CDATA[r]]></RequestId><ScalingActivityId>asa-1</ScalingActivityId></RemoveInstancesResponse>",
     "", 0, 0},
    {"RI xml with extra elements", RI, 0, X,
     "<RemoveInstancesResponse><a><b>1</b></a><RequestId>r</RequestId><ScalingActivityId>asa-1</ScalingActivityId><c/"
     "></RemoveInstancesResponse>",
     "", 0, 0},
    {"RBS json as printed", RBS, 0, J,
     "{\"RequestId\": \"365F4154-92F6-4AE4-92F8-7FF34B540710\",\"LoadBalancerId\": "
     "\"139a00604ad-cn-east-hangzhou-01\",\"BackendServers\": {\"BackendServer\": [{\"ServerId\": "
     "\"vm-233\",\"Weight\": 100},{\"ServerId\": \"vm-234\",\"Weight\": 100}]}}",
     "", 0, RMS_LIST_SHOWS},
    {"RBS json, an echo of what no document describes", RBS, 0, J,
     RBS_J("{\"BackendServer\":[{\"ServerId\":\"\"}, 7]}"), "", 0, RMS_LIST_OPEN},
    {"RBS json, one member in an array", RBS, 0, J,
     "{\"RequestId\":\"r\",\"LoadBalancerId\":\"lb\",\"BackendServers\":{\"BackendServer\":[{\"ServerId\":\"i-1\","
     "\"Weight\":0}]}}",
     "", 0, RMS_LIST_SHOWS},
    {"RBS json, newer members too", RBS, 0, J,
     "{\"RequestId\":\"r\",\"LoadBalancerId\":\"lb\",\"BackendServers\":{\"BackendServer\":[{\"ServerId\":\"i-1\","
     "\"Weight\":100,\"Type\":\"ecs\",\"Description\":\"\"}]}}",
     "", 0, RMS_LIST_SHOWS},
    {"RBS json, empty array", RBS, 0, J,
     "{\"RequestId\":\"r\",\"LoadBalancerId\":\"lb\",\"BackendServers\":{\"BackendServer\":[]}}", "", 0, 0},
    {"RBS json, wrapper without an array", RBS, 0, J,
     "{\"RequestId\":\"r\",\"LoadBalancerId\":\"lb\",\"BackendServers\":{}}", "", 0, 0},
    {"RBS json, no wrapper, the list may be empty", RBS, 0, J, "{\"RequestId\":\"r\",\"LoadBalancerId\":\"lb\"}", "", 0,
     0},
    {"RBS json, empty array although something remains: content is open", RBS, 0, J,
     "{\"RequestId\":\"r\",\"LoadBalancerId\":\"lb\",\"BackendServers\":{\"BackendServer\":[]}}", "", 0,
     RMS_LIST_SHOWS},
    {"RBS xml as printed, the declaration mended", RBS, 0, X,
     "<?xml version=\"1.0\" "
     "encoding=\"UTF-8\"?>\n<RemoveBackendServersResponse>\n\t<RequestId>365F4154</"
     "RequestId>\n\t<LoadBalancerId>139a00604ad-cn-east-hangzhou-01</"
     "LoadBalancerId>\n\t<BackendServers>\n\t\t<BackendServer>\n\t\t\t<ServerId>vm-231</ServerId>\n\t\t\t<Weight>100</"
     "Weight>\n\t\t</BackendServer>\n\t\t<BackendServer>\n\t\t\t<ServerId>vm-232</ServerId>\n\t\t\t<Weight>100</"
     "Weight>\n\t\t</BackendServer>\n\t</BackendServers>\n</RemoveBackendServersResponse>",
     "", 0, RMS_LIST_SHOWS},
    {"RBS xml, one member", RBS, 0, X,
     "<RemoveBackendServersResponse><RequestId>r</RequestId><LoadBalancerId>lb</"
     "LoadBalancerId><BackendServers><BackendServer><ServerId>i</ServerId><Weight>1</Weight></BackendServer></"
     "BackendServers></RemoveBackendServersResponse>",
     "", 0, RMS_LIST_SHOWS},
    {"RBS xml, empty wrapper", RBS, 0, X,
     "<RemoveBackendServersResponse><RequestId>r</RequestId><LoadBalancerId>lb</LoadBalancerId><BackendServers/></"
     "RemoveBackendServersResponse>",
     "", 0, 0},
    {"RBS xml, empty wrapper with blanks", RBS, 0, X,
     "<RemoveBackendServersResponse><RequestId>r</RequestId><LoadBalancerId>lb</LoadBalancerId><BackendServers>\n "
     "</BackendServers></RemoveBackendServersResponse>",
     "", 0, 0},
    {"RBS xml, no wrapper", RBS, 0, X,
     "<RemoveBackendServersResponse><RequestId>r</RequestId><LoadBalancerId>lb</LoadBalancerId></"
     "RemoveBackendServersResponse>",
     "", 0, 0},
    {"RBS xml, blanks around digits", RBS, 0, X,
     "<RemoveBackendServersResponse><RequestId>r</RequestId><LoadBalancerId>lb</"
     "LoadBalancerId><BackendServers><BackendServer><ServerId>i</ServerId><Weight> 1 "
     "</Weight></BackendServer></BackendServers></RemoveBackendServersResponse>",
     "", 0, RMS_LIST_SHOWS},
    {"RVS json as printed", RVS, 0, J,
     "{\"VServerGroupId\": \"rsp-cige6j****\",\"RequestId\": \"9DEC9C28\",\"BackendServers\": {\"BackendServer\": "
     "[{\"Type\": \"eni\",\"Weight\": 100,\"Port\": 80,\"ServerId\": \"eni-hhshhs****\"}]}}",
     "", 0, RMS_LIST_SHOWS},
    {"RVS json, no wrapper", RVS, 0, J, "{\"VServerGroupId\":\"rsp\",\"RequestId\":\"r\"}", "", 0, 0},
    {"RVS xml", RVS, 0, X,
     "<RemoveVServerGroupBackendServersResponse><VServerGroupId>rsp</VServerGroupId><RequestId>r</"
     "RequestId><BackendServers><BackendServer><Type>ecs</Type><Weight>100</Weight><Port>80</Port><ServerId>i</"
     "ServerId></BackendServer></BackendServers></RemoveVServerGroupBackendServersResponse>",
     "", 0, RMS_LIST_SHOWS},
    {"error json", RI, 1, J,
     "{\"RequestId\":\"r\",\"HostId\":\"h\",\"Code\":\"IncorrectCapacity.MinSize\",\"Message\":\"m\"}", "", 0, 0},
    {"error json, the Code alone", RI, 1, J, "{\"Code\":\"C\"}", "", 0, 0},
    {"error xml", RI, 1, X,
     "<?xml version='1.0' "
     "encoding='UTF-8'?><Error><RequestId>r</RequestId><HostId>h</HostId><Code>C</Code><Message>m</"
     "Message><Recommend><![CDATA[https://x/?a=1&b=2]]></Recommend></Error>",
     "", 0, 0},
    {"error xml under another root: a matter of convention", RI, 1, X,
     "<RemoveInstancesResponse><Code>C</Code></RemoveInstancesResponse>", "", 0, 0},
};

#define RBS_X(list)                                                                                                    \
    "<RemoveBackendServersResponse><RequestId>r</RequestId><LoadBalancerId>lb</LoadBalancerId>" list                   \
    "</RemoveBackendServersResponse>"
#define RVS_J(item) "{\"RequestId\":\"r\",\"VServerGroupId\":\"rsp\",\"BackendServers\":{\"BackendServer\":[" item "]}}"

static const shape_row wrong[] = {
    {"json: a member missing", RI, 0, J, "{\"RequestId\":\"r\"}", "ScalingActivityId is missing", 1, 0},
    {"json: the other member missing", RI, 0, J, "{\"ScalingActivityId\":\"asa\"}", "RequestId is missing", 1, 0},
    {"json: both missing, both are named", RI, 0, J, "{}", "RequestId is missing; ScalingActivityId is missing", 2, 0},
    {"json: another case", RI, 0, J, "{\"requestId\":\"r\",\"ScalingActivityId\":\"asa\"}",
     "RequestId is missing; there is requestId", 1, 0},
    {"json: empty text", RI, 0, J, "{\"RequestId\":\"\",\"ScalingActivityId\":\"asa\"}", "RequestId is an empty text",
     1, 0},
    {"json: blanks only", RI, 0, J, "{\"RequestId\":\" \\t\",\"ScalingActivityId\":\"asa\"}", "RequestId is the text",
     1, 0},
    {"json: null", RI, 0, J, "{\"RequestId\":null,\"ScalingActivityId\":\"asa\"}",
     "RequestId is null; it has to be a text", 1, 0},
    {"json: a number for a text", RI, 0, J, "{\"RequestId\":\"r\",\"ScalingActivityId\":17}",
     "ScalingActivityId is the number 17; it has to be a text", 1, 0},
    {"json: true for a text", RI, 0, J, "{\"RequestId\":\"r\",\"ScalingActivityId\":true}", "ScalingActivityId is true",
     1, 0},
    {"json: an object for a text", RI, 0, J, "{\"RequestId\":\"r\",\"ScalingActivityId\":{}}",
     "ScalingActivityId is an object", 1, 0},
    {"json: an array for a text", RI, 0, J, "{\"RequestId\":\"r\",\"ScalingActivityId\":[\"asa\"]}",
     "ScalingActivityId is an array", 1, 0},
    {"json: outer wrapper", RI, 0, J,
     "{\"RemoveInstancesResponse\":{\"RequestId\":\"r\",\"ScalingActivityId\":\"asa\"}}",
     "the members are wrapped in RemoveInstancesResponse", 1, 0},
    {"json: outer wrapper, and a member missing", RI, 0, J, "{\"RemoveInstancesResponse\":{\"RequestId\":\"r\"}}",
     "wrapped in RemoveInstancesResponse; ScalingActivityId is missing", 2, 0},
    {"json: outer wrapper named data", RBS, 0, J, "{\"data\":{\"RequestId\":\"r\",\"LoadBalancerId\":\"lb\"}}",
     "wrapped in data", 1, 0},
    {"json: members one level down beside others", RI, 0, J,
     "{\"code\":\"200\",\"data\":{\"RequestId\":\"r\",\"ScalingActivityId\":\"asa\"}}",
     "RequestId is missing; ScalingActivityId is missing", 2, 0},
    {"json: bare array for a list of anything", RBS, 0, J, RBS_J("[7]"),
     "BackendServers is an array; it has to be an object", 1, RMS_LIST_OPEN},
    {"json: bare array for the list", RBS, 0, J, RBS_J("[{\"ServerId\":\"i\",\"Weight\":1}]"),
     "BackendServers is an array; it has to be an object that holds the array BackendServer", 1, 0},
    {"json: empty bare array for the list", RBS, 0, J, RBS_J("[]"), "BackendServers is an array", 1, 0},
    {"json: bare object for one member", RBS, 0, J, RBS_J("{\"BackendServer\":{\"ServerId\":\"i\",\"Weight\":1}}"),
     "BackendServers.BackendServer is an object; it has to be an array, also for one member", 1, 0},
    {"json: text for the wrapper", RBS, 0, J, RBS_J("\"\""), "BackendServers is an empty text", 1, 0},
    {"json: null for the wrapper", RBS, 0, J, RBS_J("null"), "BackendServers is null", 1, 0},
    {"json: null for the array", RBS, 0, J, RBS_J("{\"BackendServer\":null}"), "BackendServers.BackendServer is null",
     1, 0},
    {"json: text for the array", RBS, 0, J, RBS_J("{\"BackendServer\":\"i-1\"}"),
     "BackendServers.BackendServer is the text \"i-1\"", 1, 0},
    {"json: another name inside the wrapper", RBS, 0, J, RBS_J("{\"Server\":[{\"ServerId\":\"i\",\"Weight\":1}]}"),
     "BackendServers does not hold the array BackendServer", 1, 0},
    {"json: items without objects", RBS, 0, J, RBS_J("{\"BackendServer\":[\"i-1\",\"i-2\"]}"),
     "BackendServers.BackendServer[0] is the text \"i-1\"; it has to be an object; BackendServers.BackendServer[1]", 2,
     0},
    {"json: weight as a text", RBS, 0, J, RBS_J("{\"BackendServer\":[{\"ServerId\":\"i\",\"Weight\":\"100\"}]}"),
     "BackendServers.BackendServer[0].Weight is the text \"100\"; it has to be an integer", 1, 0},
    {"json: weight with a fraction", RBS, 0, J, RBS_J("{\"BackendServer\":[{\"ServerId\":\"i\",\"Weight\":100.0}]}"),
     "Weight is the number 100 with a fraction", 1, 0},
    {"json: weight true", RBS, 0, J, RBS_J("{\"BackendServer\":[{\"ServerId\":\"i\",\"Weight\":true}]}"),
     "Weight is true", 1, 0},
    {"json: weight null", RBS, 0, J, RBS_J("{\"BackendServer\":[{\"ServerId\":\"i\",\"Weight\":null}]}"),
     "Weight is null", 1, 0},
    {"json: weight missing in the second item", RBS, 0, J,
     RBS_J("{\"BackendServer\":[{\"ServerId\":\"i\",\"Weight\":1},{\"ServerId\":\"k\"}]}"),
     "BackendServers.BackendServer[1].Weight is missing", 1, 0},
    {"json: id missing", RBS, 0, J, RBS_J("{\"BackendServer\":[{\"Weight\":1}]}"),
     "BackendServers.BackendServer[0].ServerId is missing", 1, 0},
    {"json: id a number", RBS, 0, J, RBS_J("{\"BackendServer\":[{\"ServerId\":5,\"Weight\":1}]}"),
     "BackendServers.BackendServer[0].ServerId is the number 5", 1, 0},
    {"json: id in another case", RBS, 0, J, RBS_J("{\"BackendServer\":[{\"serverId\":\"i\",\"Weight\":1}]}"),
     "ServerId is missing; there is serverId", 1, 0},
    {"json: the list without its wrapper", RBS, 0, J,
     "{\"RequestId\":\"r\",\"LoadBalancerId\":\"lb\",\"BackendServer\":[{\"ServerId\":\"i\",\"Weight\":1}]}",
     "BackendServers is missing; BackendServer stands without it", 1, 0},
    {"json: the wrapper in another case", RBS, 0, J,
     "{\"RequestId\":\"r\",\"LoadBalancerId\":\"lb\",\"backendServers\":{\"BackendServer\":[]}}",
     "BackendServers is missing; there is backendServers", 1, 0},
    {"json: no list although one has to show", RBS, 0, J, "{\"RequestId\":\"r\",\"LoadBalancerId\":\"lb\"}",
     "BackendServers is missing although the list cannot be empty", 1, RMS_LIST_SHOWS},
    {"json: an empty wrapper although one has to show", RBS, 0, J, RBS_J("{}"),
     "BackendServers does not hold the array BackendServer", 1, RMS_LIST_SHOWS},
    {"json: port as a text", RVS, 0, J, RVS_J("{\"ServerId\":\"i\",\"Port\":\"80\",\"Weight\":100,\"Type\":\"ecs\"}"),
     "Port is the text \"80\"; it has to be an integer", 1, 0},
    {"json: port missing", RVS, 0, J, RVS_J("{\"ServerId\":\"i\",\"Weight\":100,\"Type\":\"ecs\"}"),
     "BackendServers.BackendServer[0].Port is missing", 1, 0},
    {"json: type missing", RVS, 0, J, RVS_J("{\"ServerId\":\"i\",\"Port\":80,\"Weight\":100}"),
     "BackendServers.BackendServer[0].Type is missing", 1, 0},
    {"json: everything wrong with an item", RVS, 0, J, RVS_J("{\"ServerId\":\"\",\"Port\":\"80\",\"Weight\":\"9\"}"),
     "Type is missing", 4, 0},
    {"json: the older vServer form", RVS, 0, J,
     "{\"RemoveVServerGroupBackendServersResponse\":{\"RequestId\":\"r\",\"VServerGroupId\":\"rsp\",\"BackendServers\":"
     "{\"BackendServer\":{\"ServerId\":\"i\",\"Port\":\"80\",\"Weight\":\"1\",\"Type\":\"ecs\"}}}}",
     "wrapped in RemoveVServerGroupBackendServersResponse; BackendServers.BackendServer is an object", 2, 0},
    {"json: more wrong than is told", RBS, 0, J, RBS_J("{\"BackendServer\":[{},{},{},{},{},{}]}"),
     "BackendServers.BackendServer[3].Weight is missing", 12, 0},
    {"xml: another root", RI, 0, X,
     "<RemoveInstances><RequestId>r</RequestId><ScalingActivityId>asa</ScalingActivityId></RemoveInstances>",
     "the root element is RemoveInstances; it has to be RemoveInstancesResponse", 1, 0},
    {"xml: the root in another case", RI, 0, X,
     "<removeInstancesResponse><RequestId>r</RequestId><ScalingActivityId>asa</ScalingActivityId></"
     "removeInstancesResponse>",
     "the root element is removeInstancesResponse", 1, 0},
    {"xml: the root Error on a success", RI, 0, X, "<Error><RequestId>r</RequestId><Code>C</Code></Error>",
     "the root element is Error", 2, 0},
    {"xml: root of a page of 2020", RBS, 0, X,
     "<RemoveBackendServers><RequestId>r</RequestId><LoadBalancerId>lb</LoadBalancerId></RemoveBackendServers>",
     "the root element is RemoveBackendServers;", 1, 0},
    {"xml: a generic root", RBS, 0, X,
     "<Response><RequestId>r</RequestId><LoadBalancerId>lb</LoadBalancerId></Response>", "the root element is Response",
     1, 0},
    {"xml: a member missing", RI, 0, X, "<RemoveInstancesResponse><RequestId>r</RequestId></RemoveInstancesResponse>",
     "ScalingActivityId is missing", 1, 0},
    {"xml: an empty member", RI, 0, X,
     "<RemoveInstancesResponse><RequestId/><ScalingActivityId>asa</ScalingActivityId></RemoveInstancesResponse>",
     "RequestId is an empty text", 1, 0},
    {"xml: a member twice", RI, 0, X,
     "<RemoveInstancesResponse><RequestId>r</RequestId><RequestId>s</RequestId><ScalingActivityId>asa</"
     "ScalingActivityId></RemoveInstancesResponse>",
     "RequestId stands 2 times", 1, 0},
    {"xml: elements inside a text", RI, 0, X,
     "<RemoveInstancesResponse><RequestId><v>r</v></RequestId><ScalingActivityId>asa</ScalingActivityId></"
     "RemoveInstancesResponse>",
     "RequestId is an object", 1, 0},
    {"xml: wrapped once more", RI, 0, X,
     "<RemoveInstancesResponse><data><RequestId>r</RequestId><ScalingActivityId>asa</ScalingActivityId></data></"
     "RemoveInstancesResponse>",
     "wrapped in data", 1, 0},
    {"xml: items without their wrapper", RBS, 0, X,
     RBS_X("<BackendServer><ServerId>i</ServerId><Weight>1</Weight></BackendServer>"),
     "BackendServers is missing; BackendServer stands without it", 1, 0},
    {"xml: the wrapper repeated instead of the item", RBS, 0, X,
     RBS_X("<BackendServers><ServerId>i</ServerId><Weight>1</Weight></BackendServers><BackendServers><ServerId>k</"
           "ServerId><Weight>1</Weight></BackendServers>"),
     "BackendServers stands 2 times", 1, 0},
    {"xml: the wrapper for the one item", RBS, 0, X,
     RBS_X("<BackendServers><ServerId>i</ServerId><Weight>1</Weight></BackendServers>"),
     "BackendServers holds ServerId where an element BackendServer is needed", 1, 0},
    {"xml: another item name", RBS, 0, X,
     RBS_X("<BackendServers><member><ServerId>i</ServerId><Weight>1</Weight></member></BackendServers>"),
     "BackendServers holds member", 1, 0},
    {"xml: text in the wrapper", RBS, 0, X, RBS_X("<BackendServers>i-1,i-2</BackendServers>"),
     "BackendServers is the text \"i-1,i-2\"", 1, 0},
    {"xml: a text for an item", RBS, 0, X, RBS_X("<BackendServers><BackendServer>i-1</BackendServer></BackendServers>"),
     "BackendServers.BackendServer[0] is the text \"i-1\"; it has to be an object", 1, 0},
    {"xml: an empty item", RBS, 0, X, RBS_X("<BackendServers><BackendServer/></BackendServers>"),
     "BackendServers.BackendServer[0].ServerId is missing; BackendServers.BackendServer[0].Weight is missing", 2, 0},
    {"xml: weight with letters", RBS, 0, X,
     RBS_X(
         "<BackendServers><BackendServer><ServerId>i</ServerId><Weight>many</Weight></BackendServer></BackendServers>"),
     "Weight is the text \"many\"; it has to be digits", 1, 0},
    {"xml: weight with a fraction", RBS, 0, X,
     RBS_X("<BackendServers><BackendServer><ServerId>i</ServerId><Weight>100.0</Weight></BackendServer></"
           "BackendServers>"),
     "Weight is the text \"100.0\"", 1, 0},
    {"xml: weight empty", RBS, 0, X,
     RBS_X("<BackendServers><BackendServer><ServerId>i</ServerId><Weight/></BackendServer></BackendServers>"),
     "Weight is an empty text", 1, 0},
    {"xml: weight negative", RBS, 0, X,
     RBS_X("<BackendServers><BackendServer><ServerId>i</ServerId><Weight>-1</Weight></BackendServer></BackendServers>"),
     "Weight is the text \"-1\"", 1, 0},
    {"xml: weight missing in the second item", RBS, 0, X,
     RBS_X("<BackendServers><BackendServer><ServerId>i</ServerId><Weight>1</Weight></"
           "BackendServer><BackendServer><ServerId>k</ServerId></BackendServer></BackendServers>"),
     "BackendServers.BackendServer[1].Weight is missing", 1, 0},
    {"xml: no list although one has to show", RBS, 0, X, RBS_X(""),
     "BackendServers is missing although the list cannot be empty", 1, RMS_LIST_SHOWS},
    {"xml: port with letters", RVS, 0, X,
     "<RemoveVServerGroupBackendServersResponse><RequestId>r</RequestId><VServerGroupId>g</"
     "VServerGroupId><BackendServers><BackendServer><ServerId>i</ServerId><Port>http</Port><Weight>1</"
     "Weight><Type>ecs</Type></BackendServer></BackendServers></RemoveVServerGroupBackendServersResponse>",
     "Port is the text \"http\"", 1, 0},
    {"error json: no Code", RI, 1, J, "{\"Message\":\"m\",\"RequestId\":\"r\"}", "Code is missing", 1, 0},
    {"error json: code in another case", RI, 1, J, "{\"code\":\"C\",\"message\":\"m\"}",
     "Code is missing; there is code", 1, 0},
    {"error json: Code empty", RI, 1, J, "{\"Code\":\"\"}", "Code is an empty text", 1, 0},
    {"error json: Code a number", RI, 1, J, "{\"Code\":400}", "Code is the number 400", 1, 0},
    {"error json: wrapped in Error", RI, 1, J, "{\"Error\":{\"Code\":\"C\",\"Message\":\"m\"}}",
     "the members are wrapped in Error", 1, 0},
    {"error xml: no Code", RI, 1, X, "<Error><Message>m</Message></Error>", "Code is missing", 1, 0},
    {"error xml: Code empty", RI, 1, X, "<Error><Code> </Code></Error>", "Code is the text", 1, 0},
    {"error xml: wrapped once more", RI, 1, X, "<ErrorResponse><Error><Code>C</Code></Error></ErrorResponse>",
     "wrapped in Error", 1, 0},
};

static void judge_by(const rms_answer_row *answer, const shape_row *row)
{
    rms_arena *arena = rms_arena_new();
    rms_answered answered;
    RMS_AUTO(rms_complaints_done) rms_complaints complaints = {.n = 0};
    const rms_exchanged http = kit_http(row->error ? 400 : 200, kit_type(row->body), row->body);
    print_message("row: %s\n", row->name);
    assert_non_null(arena);
    assert_int_equal(rms_answered_read(&http, &row->format, arena, &answered), RMS_OK);
    assert_null(answered.unreadable);
    assert_non_null(answer);
    rms_judge_shape(answer, &answered, row->hint, &complaints);
    assert_true(kit_has(complaints.actual.p, row->want));
    assert_int_equal(complaints.n, row->n);
    rms_answered_done(&answered);
    rms_arena_free(arena);
}

static void judge_row(const rms_suite *suite, const shape_row *row)
{
    judge_by(rms_suite_answer(suite, rms_catalogue_action(rms_span_of(row->action)), row->error), row);
}

static void test_right(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(suite_text);
    for (size_t i = 0; i < KIT_ROWS(right); i++)
        judge_row(suite, &right[i]);
    rms_suite_free(suite);
}

static void test_wrong(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(suite_text);
    for (size_t i = 0; i < KIT_ROWS(wrong); i++)
        judge_row(suite, &wrong[i]);
    rms_suite_free(suite);
}

/* Rows that no built-in answer needs: optional members, lists that may not be empty or absent, lists of texts. */
static void test_other_shapes(void **state)
{
    (void)state;
    static rms_shape id = {.member = "Id", .type = "text"};
    static rms_shape shape[] = {
        {.member = "Need", .item = "Item", .empty = RMS_EMPTY_REFUSED, .of = &id, .n_of = 1},
        {.member = "Wrap", .item = "Item", .empty = RMS_EMPTY_WRAPPER, .of = &id, .n_of = 1},
        {.member = "Maybe", .type = "integer", .optional = 1},
        {.member = "Names", .item = "Name", .empty = RMS_EMPTY_ABSENT_ALLOWED},
    };
    static const rms_answer_row answer = {.xml_root = "R", .shape = shape, .n_shape = KIT_ROWS(shape)};
    static const shape_row rows[] = {
        {"all there", RI, 0, J, "{\"Need\":{\"Item\":[{\"Id\":\"a\"}]},\"Wrap\":{\"Item\":[]},\"Maybe\":1}", "", 0, 0},
        {"optional left out", RI, 0, J, "{\"Need\":{\"Item\":[{\"Id\":\"a\"}]},\"Wrap\":{\"Item\":[]}}", "", 0, 0},
        {"optional there but wrong", RI, 0, J,
         "{\"Need\":{\"Item\":[{\"Id\":\"a\"}]},\"Wrap\":{\"Item\":[]},\"Maybe\":\"1\"}", "Maybe is the text", 1, 0},
        {"empty where that is refused", RI, 0, J, "{\"Need\":{\"Item\":[]},\"Wrap\":{\"Item\":[]}}", "Need is empty", 1,
         0},
        {"wrapper without the array", RI, 0, J, "{\"Need\":{\"Item\":[{\"Id\":\"a\"}]},\"Wrap\":{}}",
         "Wrap does not hold the array Item", 1, 0},
        {"wrapper left out", RI, 0, J, "{\"Need\":{\"Item\":[{\"Id\":\"a\"}]}}", "Wrap is missing", 1, 0},
        {"xml, all there", RI, 0, X, "<R><Need><Item><Id>a</Id></Item></Need><Wrap/></R>", "", 0, 0},
        {"xml, empty where that is refused", RI, 0, X, "<R><Need/><Wrap/></R>", "Need is empty", 1, 0},
        {"a list of texts", RI, 0, J,
         "{\"Need\":{\"Item\":[{\"Id\":\"a\"}]},\"Wrap\":{\"Item\":[]},\"Names\":{\"Name\":[\"a\",\"b\"]}}", "", 0, 0},
        {"a list of texts with a number", RI, 0, J,
         "{\"Need\":{\"Item\":[{\"Id\":\"a\"}]},\"Wrap\":{\"Item\":[]},\"Names\":{\"Name\":[\"a\",2]}}",
         "Names.Name[1] is the number 2", 1, 0},
        {"xml, a list of texts", RI, 0, X,
         "<R><Need><Item><Id>a</Id></Item></Need><Wrap/><Names><Name>a</Name><Name>b</Name></Names></R>", "", 0, 0},
        {"xml, wrapper left out", RI, 0, X, "<R><Need><Item><Id>a</Id></Item></Need></R>", "Wrap is missing", 1, 0},
    };
    for (size_t i = 0; i < KIT_ROWS(rows); i++)
        judge_by(&answer, &rows[i]);
}

static void test_describe(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(suite_text);
    const rms_answer_row *row = rms_suite_answer(suite, rms_catalogue_action(rms_span_of(RBS)), 0);
    RMS_AUTO(rms_buffer_done) rms_buffer json = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer xml = {0};
    rms_shape_describe(row, J, &json);
    rms_shape_describe(row, X, &xml);
    assert_string_equal(json.p,
                        "one JSON object with RequestId, LoadBalancerId and BackendServers (a list of BackendServer)");
    assert_string_equal(xml.p, "one XML element RemoveBackendServersResponse with RequestId, LoadBalancerId and "
                               "BackendServers (a list of BackendServer)");
    rms_suite_free(suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right),
        cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_other_shapes),
        cmocka_unit_test(test_describe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
