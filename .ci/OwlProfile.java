import java.io.File;
import java.util.List;
import java.util.stream.Stream;
import org.semanticweb.HermiT.ReasonerFactory;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.formats.TurtleDocumentFormat;
import org.semanticweb.owlapi.io.FileDocumentSource;
import org.semanticweb.owlapi.model.MissingImportHandlingStrategy;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyCreationException;
import org.semanticweb.owlapi.model.OWLOntologyLoaderConfiguration;
import org.semanticweb.owlapi.model.OWLOntologyManager;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.reasoner.OWLReasoner;

/** Prints, for each Turtle file, `file TAB what TAB detail` for each thing wrong, and `file TAB axioms TAB count`. */
public class OwlProfile {
    private static final OWLOntologyLoaderConfiguration LENIENT =
        new OWLOntologyLoaderConfiguration().setMissingImportHandlingStrategy(MissingImportHandlingStrategy.SILENT);

    public static void main(String[] files) {
        for (String file : files) {
            try {
                check(file);
            } catch (OWLOntologyCreationException error) {
                say(file, "unreadable", error.getMessage());
            }
        }
    }

    private static void check(String file) throws OWLOntologyCreationException {
        OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
        FileDocumentSource source = new FileDocumentSource(new File(file), new TurtleDocumentFormat());
        OWLOntology ontology = manager.loadOntologyFromOntologyDocument(source, LENIENT);
        ontology.importsDeclarations().forEach(one -> say(file, "import", one.getIRI()));
        unparsed(manager, ontology).forEach(one -> say(file, "not OWL", one));
        List<?> violations = new OWL2DLProfile().checkOntology(ontology).getViolations();
        violations.forEach(one -> say(file, "not OWL 2 DL", one));
        if (violations.isEmpty()) {
            reason(file, ontology);
        }
        say(file, "axioms", ontology.getAxiomCount());
    }

    /** The triples that mean nothing in OWL; the parser passes over them without a word. */
    private static Stream<?> unparsed(OWLOntologyManager manager, OWLOntology ontology) {
        return manager.getOntologyFormat(ontology).getOntologyLoaderMetaData()
            .map(meta -> (Stream<?>) meta.getUnparsedTriples()).orElse(Stream.empty());
    }

    /** HermiT refuses what is not in the profile, so only what is gets here. */
    private static void reason(String file, OWLOntology ontology) {
        OWLReasoner reasoner = new ReasonerFactory().createReasoner(ontology);
        if (!reasoner.isConsistent()) {
            say(file, "inconsistent", "no interpretation satisfies it");
            return;
        }
        reasoner.unsatisfiableClasses().filter(one -> !one.isOWLNothing())
            .forEach(one -> say(file, "unsatisfiable", one));
    }

    private static void say(String file, String what, Object detail) {
        System.out.println(file + "\t" + what + "\t" + String.valueOf(detail).replaceAll("\\s+", " "));
    }
}
