package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The thirty invariants of conversion and where each is proved. "Every recording" is every exchange that is beside the project, in every
 * other dialect.
 *
 * <ol>
 *   <li>Where bytes are cut does not matter
 *   <li>Anthropic's stream grammar
 *   <li>Chat Completions' stream grammar
 *   <li>Responses' stream grammar
 *   <li>Gemini's stream grammar
 *   <li>The vendors' SDKs accept what is converted, and read what was meant
 *   <li>Streamed or whole, the client reads the same
 *   <li>Reading and writing in the same dialect changes nothing
 *   <li>Text is preserved
 *   <li>The order of parts is preserved
 *   <li>Tool arguments keep their JSON, number spellings included
 *   <li>Tool calls keep count, order, names and legal ids
 *   <li>Every call has one result
 *   <li>The turns are as the vendor wants them
 *   <li>Payloads are unchanged
 *   <li>Instructions are said once, in order
 *   <li>Thought never becomes text
 *   <li>Opaque state goes back to its issuer, and nowhere else
 *   <li>Schemas accept what they accepted, in words that the target knows
 *   <li>Tool names are mapped one to one
 *   <li>Token totals add up
 *   <li>Token counts only grow
 *   <li>Every reason to stop has its word
 *   <li>What is cut off never looks complete
 *   <li>Errors keep class and words
 *   <li>The same dialect is byte for byte the same
 *   <li>Nothing is lost in silence
 *   <li>What is new breaks nothing
 *   <li>The same input gives the same output, at once
 *   <li>No credential gets out, no damage gets far
 * </ol>
 */
class InvariantsTest {

    private static final Map<Integer, List<String>> PROOFS = new TreeMap<>(Map.ofEntries(
            Map.entry(1, List.of("translation.StreamLawsTest.whereTheBytesAreCutDoesNotMatter")),
            Map.entry(2, List.of("translation.StreamLawsTest.everyStreamKeepsTheVendorsGrammar")),
            Map.entry(3, List.of("translation.StreamLawsTest.everyStreamKeepsTheVendorsGrammar")),
            Map.entry(4, List.of("translation.StreamLawsTest.everyStreamKeepsTheVendorsGrammar")),
            Map.entry(5, List.of("translation.StreamLawsTest.everyStreamKeepsTheVendorsGrammar")),
            Map.entry(
                    6,
                    List.of(
                            "translation.SdkRefereeTest.wholeAnswerIsAccepted",
                            "translation.SdkRefereeTest.streamIsAccepted")),
            Map.entry(7, List.of("translation.AnswerInvariantsTest.foldLaw")),
            Map.entry(
                    8,
                    List.of(
                            "dialect.anthropic.RequestTest.readingAndWritingARequestChangesNothing",
                            "dialect.anthropic.AnswerTest.writingAndReadingAnAnswerChangesNothing",
                            "dialect.openai.RequestFixtureTest.requestComesBackAsItWas",
                            "dialect.openai.FixtureTest.wholeAnswerComesBackAsItWas",
                            "dialect.responses.RequestTest.whatIsReadIsWrittenAgain",
                            "dialect.responses.AnswerWriterTest.whatWasReadIsWrittenWholeAndStreamedAlike",
                            "dialect.gemini.RequestTest.aRequestIsWrittenAsItWasRead",
                            "dialect.gemini.AnswerWriterTest.aRecordedAnswerIsWrittenAsItWas")),
            Map.entry(9, List.of("translation.AnswerInvariantsTest.expectationIsReproducedAfterAnotherDialect")),
            Map.entry(10, List.of("translation.AnswerInvariantsTest.expectationIsReproducedAfterAnotherDialect")),
            Map.entry(11, List.of("translation.AnswerInvariantsTest.argumentsKeepTheirNumberLexemes")),
            Map.entry(
                    12,
                    List.of(
                            "translation.AnswerInvariantsTest.callIdsAreLegalAndUnique",
                            "translation.RequestInvariantsTest.callsKeepNamesAndArguments",
                            "translation.RequestShapeTest.callsSurviveThereAndBack")),
            Map.entry(13, List.of("translation.RequestInvariantsTest.everyCallHasOneResult")),
            Map.entry(
                    14,
                    List.of(
                            "translation.RequestShapeTest.anthropicsTurnsAreInOrder",
                            "translation.RequestShapeTest.geminisTurnsAreInOrder",
                            "translation.RequestShapeTest.responsesThoughtsStandBeforeTheirItems")),
            Map.entry(15, List.of("translation.RequestInvariantsTest.payloadsAreUnchanged")),
            Map.entry(16, List.of("translation.RequestInvariantsTest.instructionsAreSaidOnce")),
            Map.entry(17, List.of("translation.AnswerInvariantsTest.reasoningIsIsolated")),
            Map.entry(
                    18,
                    List.of(
                            "translation.SealLawsTest.stateGoesBackOnlyToItsIssuer",
                            "translation.RequestInvariantsTest.foreignStateIsNeverSent")),
            Map.entry(
                    19,
                    List.of(
                            "translation.SchemaLawsTest.convertedSchemaAcceptsWhatItsSourceAccepts",
                            "translation.SchemaWordsTest.whatIsConvertedIsTakenAndAcceptsTheSame",
                            "dialect.gemini.SchemaTest.whatWasAcceptedStaysAccepted")),
            Map.entry(
                    20,
                    List.of(
                            "translation.RequestInvariantsTest.toolsKeepTheirNumberAndHaveDistinctNames",
                            "translation.SchemaLawsTest.namesAreMappedOneToOne")),
            Map.entry(21, List.of("translation.UsageLawsTest.totalsAddUp")),
            Map.entry(22, List.of("translation.UsageLawsTest.countsOnlyGrow")),
            Map.entry(
                    23,
                    List.of(
                            "translation.FinishTableTest.everyReasonHasItsWord",
                            "translation.FinishTableTest.callsAreAnnouncedIfAndOnlyIfThereAreAny")),
            Map.entry(
                    24,
                    List.of(
                            "translation.StreamLawsTest.streamThatBreaksOffNeverEndsWell",
                            "translation.SdkFailureTest.brokenAnswerNeverLooksComplete")),
            Map.entry(25, List.of("translation.SdkFailureTest.errorIsAnException")),
            Map.entry(
                    26,
                    List.of(
                            "gateway.FixtureTransparencyTest.passesUnchanged",
                            "gateway.TransparencyTest.oddSpellingsPass",
                            "gateway.TransparencyTest.aBigEventPassesWhole")),
            Map.entry(
                    27,
                    List.of(
                            "translation.SentinelTest.everyLeafArrivesOrIsReported",
                            "translation.GatewayLawsTest.requestIsConvertedAsProvedAndItsLossesAreTold")),
            Map.entry(
                    28,
                    List.of(
                            "translation.UnknownsTest.unknownFieldOfARequestIsReported",
                            "translation.UnknownsTest.unknownFieldsOfAnAnswerAreOverlooked",
                            "translation.UnknownsTest.unknownFieldOfAnAnswerIsReported",
                            "translation.UnknownsTest.unknownFieldsOfAStreamAreReported",
                            "translation.LateLossesTest.aFieldThatNobodyKnowsIsTold",
                            "translation.UnknownsTest.unknownBlocksOfAnAnswerAreNoText",
                            "translation.UnknownsTest.unknownEventsAreOverlooked",
                            "translation.UnknownsTest.unknownPiecesOfAStreamAreNoText",
                            "translation.UnknownsTest.unknownFieldsOfEventsAreOverlooked")),
            Map.entry(
                    29,
                    List.of(
                            "translation.StreamLawsTest.sameInputIsTheSameOutput",
                            "translation.StreamLawsTest.textIsNeverHeldBack",
                            "translation.GatewayLawsTest.everyTextIsFlushedBeforeTheNextEventArrives")),
            Map.entry(
                    30,
                    List.of(
                            "translation.GatewayLawsTest.answerHoldsNoCredential",
                            "translation.AnswerFuzzTest.spoiltAnswersBecomeAnswersOrErrors",
                            "translation.RequestFuzzTest.spoiltRequestsAreConvertedOrRefused"))));

    @Test
    void thereAreThirty() {
        assertThat(PROOFS.keySet()).hasSize(30).allMatch(number -> number >= 1 && number <= 30);
    }

    static Stream<String> proofs() {
        return PROOFS.values().stream().flatMap(List::stream).distinct();
    }

    /** A list of tests that are not there would prove nothing. */
    @ParameterizedTest
    @MethodSource("proofs")
    void everyProofIsATest(String proof) throws ClassNotFoundException {
        int dot = proof.lastIndexOf('.');
        Class<?> type = Class.forName("io.github.llmrouter." + proof.substring(0, dot));
        assertThat(Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> method.getName().equals(proof.substring(dot + 1)))
                        .flatMap(method -> Arrays.stream(method.getAnnotations()))
                        .map(annotation -> annotation.annotationType().getSimpleName()))
                .containsAnyOf("Test", "ParameterizedTest");
    }
}
