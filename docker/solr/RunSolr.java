import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** Runs Solr on the loopback interface: java … RunSolr.java SOLR_HOME PORT */
public class RunSolr {
    public static void main(String[] arguments) throws Exception {
        JettyConfig config = JettyConfig.builder().setPort(Integer.parseInt(arguments[1])).build();
        JettySolrRunner solr = new JettySolrRunner(arguments[0], config);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(solr)));
        solr.start(false);
        Thread.currentThread().join();
    }

    private static void stop(JettySolrRunner solr) {
        try {
            solr.stop();
        } catch (Exception error) {
            error.printStackTrace();
        }
    }
}
